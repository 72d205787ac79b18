import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGoHeader } from './read-go-header.ts';
import { seeded } from './testdata/seeded.ts';

/** What go/parser read, with those imports that stand before its first mistake. */
interface Answer {
  readonly ok: boolean;
  readonly package: string;
  readonly imports: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'slipway-oracle-'));
const oracle = join(folder, 'oracle');
/** Bounds one question: the answers of some thousand files stay small. */
const batch = 500;

const hasGo = spawnSync('go', ['version']).status === 0;
afterAll(() => rmSync(folder, { recursive: true }));

function ask(sources: readonly Buffer[]): readonly Answer[] {
  const input = JSON.stringify(sources.map((source) => source.toString('base64')));
  return JSON.parse(execFileSync(oracle, { input, maxBuffer: 1 << 28, stdio: 'pipe' }).toString()) as readonly Answer[];
}

/** Where we say something else than Go: of a valid file anything, of a broken one what stands before the mistake. */
function disagreement(source: Buffer, answer: Answer): string | undefined {
  const { packageName = '', imports } = readGoHeader(source.toString('utf8'));
  const expected = { package: answer.package, imports: answer.imports };
  const actual = answer.ok
    ? { package: packageName, imports }
    : { package: answer.package === '' ? '' : packageName, imports: imports.slice(0, answer.imports.length) };
  if (JSON.stringify(actual) === JSON.stringify(expected)) return undefined;
  return `${JSON.stringify(source.toString('utf8').slice(0, 400))}: ${JSON.stringify(actual)}, but Go says ${JSON.stringify(expected)}`;
}

function disagreements(sources: readonly Buffer[]): readonly string[] {
  const found: string[] = [];
  for (let from = 0; from < sources.length; from += batch) {
    const part = sources.slice(from, from + batch);
    const answers = ask(part);
    found.push(...part.flatMap((source, index) => disagreement(source, answers[index] as Answer) ?? []));
  }
  return found.slice(0, 5);
}

// Each written piece stands beside every piece of the other lists.
const before = [
  '',
  '\uFEFF',
  '// Package a.\n',
  '/* a */ ',
  '/* import "no" */\n',
  '//go:build linux\n\n',
  '\r\n\t',
  '// import "no"\r\n',
  ';',
];
const clauses = ['package a\n', 'package\na;', 'package /* x */ a // y\n', 'package ünï\n', 'package _\n', 'package a'];
const specifications = [
  'import "x"',
  'import `x`',
  'import x "y/z"',
  'import . "x"',
  'import _ "x"',
  'import "C"',
  'import()',
  'import("x";"y")',
  'import (\n\t"x"\n\n\ty "z" // c\n\t/* d */ . "e"\n)',
  'import\n(\n"x"\n)',
  'import (\r\n\t_ "x"\r\n)',
  'import "a\\x62\\143\\u0064"',
  'import "x" ; import "y"',
  'import "x" "y"',
  'import ("x" "y")',
  'import ("x", "y")',
  'import x\n"y"',
  'import ""',
  'import "a b"',
  'import "x',
  'import `x\ny`',
  'import ("x"',
  'import',
  'import 5 "x"',
  'import "x\\"',
  'import "x\\q"',
  "import 'x'",
  'import "ä/π"',
  'import a.b "x"',
];
const after = ['', '\n', '\nvar x = `import "no"`\n', '; func main() {}', '\ntype T struct{}\nimport "late"\n'];

describe.skipIf(!hasGo)('readGoHeader agrees with go/parser (skipped where there is no Go)', () => {
  beforeAll(() => {
    const source = fileURLToPath(new URL('testdata/oracle/main.go', import.meta.url));
    execFileSync('go', ['build', '-o', oracle, source], { env: { ...process.env, GOWORK: 'off' } });
  }, 120_000);

  it('in every combination of written pieces', () => {
    const sources = before.flatMap((a) =>
      clauses.flatMap((b) => specifications.flatMap((c) => after.map((d) => Buffer.from(a + b + c + d)))),
    );
    expect(sources.length).toBeGreaterThan(400);
    expect(disagreements(sources)).toEqual([]);
  });

  it('on every Go file of the Go distribution', () => {
    const root = execFileSync('go', ['env', 'GOROOT']).toString().trim();
    const files = ['src', 'test', 'misc']
      .map((name) => join(root, name))
      .filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
      .flatMap((path) => readdirSync(path, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.name.endsWith('.go'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    expect(files.length).toBeGreaterThan(1000);
    expect(disagreements(files)).toEqual([]);
  });

  it('on files with seeded mistakes', () => {
    // The long run is for whoever changes the reader.
    const count = process.env['SLIPWAY_FUZZ'] === undefined ? 4000 : Number(process.env['SLIPWAY_FUZZ']);
    const random = seeded(20_261_121);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const pieces = [
      '"',
      '`',
      '\\',
      '/*',
      '*/',
      '//',
      '\n',
      '\r',
      ';',
      '(',
      ')',
      'import ',
      'package ',
      '.',
      '_',
      ' ',
      '\0',
    ];
    const mutate = (text: string): string => {
      const at = Math.floor(random() * (text.length + 1));
      const cut = Math.floor(random() * 3);
      return text.slice(0, at) + (random() < 0.7 ? pick(pieces) : '') + text.slice(at + cut);
    };
    const sources = Array.from({ length: count }, () => {
      let text = pick(before) + pick(clauses) + pick(specifications) + '\n' + pick(specifications) + pick(after);
      for (let changes = Math.floor(random() * 4); changes >= 0; changes--) text = mutate(text);
      return Buffer.from(text);
    });
    expect(disagreements(sources)).toEqual([]);
  });
});

it('says the same of a file that is read bit by bit', () => {
  const source = `// ${'long '.repeat(3000)}\npackage a\n\nimport (\n${Array.from({ length: 900 }, (_, index) => `\t"x/${index}"\n`).join('')})\n\nvar x = 1\n`;
  for (let length = 4096; ; length *= 2) {
    const header = readGoHeader(source.slice(0, length));
    if (header.isCut && length < source.length) continue;
    expect(header.imports).toEqual(readGoHeader(source).imports);
    break;
  }
});
