import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseGoMod, parseGoWork, type GoMod, type GoWork } from './parse-go-mod.ts';
import type { ModuleVersion, Replacement } from './replacement.ts';
import { modCases, type ModCase } from './testdata/mod-cases.ts';
import { seeded } from './testdata/seeded.ts';

/** What the go command read; with an error, nothing. */
interface Answer {
  readonly error: string;
  readonly module: string;
  readonly go: string;
  readonly toolchain: string;
  readonly require: readonly (readonly string[])[];
  readonly replace: readonly { readonly old: readonly string[]; readonly new: readonly string[] }[];
  readonly tools: readonly string[];
  readonly ignore: readonly string[];
  readonly use: readonly string[];
  readonly godebug: readonly string[];
}

const hasGo = spawnSync('go', ['version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'slipway-mod-oracle-'));
const environment = { ...process.env, GOWORK: 'off', GOFLAGS: '', GOTOOLCHAIN: 'local' };
afterAll(() => rmSync(folder, { recursive: true }));

/** Builds the parser of the go command with our questions around it; a process for each of many files takes too long. */
function buildOracle(): string {
  const library = join(execFileSync('go', ['env', 'GOROOT']).toString().trim(), 'src/cmd/vendor/golang.org/x/mod');
  const module = join(folder, 'module');
  for (const name of ['internal', 'modfile', 'module', 'semver'])
    cpSync(join(library, name), join(module, name), { recursive: true });
  cpSync(fileURLToPath(new URL('testdata/mod-oracle', import.meta.url)), join(module, 'oracle'), { recursive: true });
  writeFileSync(join(module, 'go.mod'), 'module golang.org/x/mod\n\ngo 1.24\n');
  const program = join(folder, 'oracle');
  execFileSync('go', ['build', '-o', program, './oracle'], { cwd: module, env: environment });
  return program;
}

function ask(program: string, cases: readonly ModCase[]): readonly Answer[] {
  const output = execFileSync(program, { input: JSON.stringify(cases), maxBuffer: 1 << 28 });
  return JSON.parse(output.toString()) as readonly Answer[];
}

/** What Go refuses and we do not judge: versions it may ask a server about, words a newer Go may know, and hosts. */
const notJudged =
  /unknown directive|unknown block type|invalid: (?:must be|should be|not a)|version "|malformed module path|invalid module path|Windows path/;

/** Where we say something else than Go. */
function disagreement({ name, text }: ModCase, answer: Answer): string | undefined {
  const file = name === 'go.mod' ? parseGoMod(text) : parseGoWork(text);
  const problems = file.problems.filter(({ message }) => !message.includes('is missing'));
  const say = (ours: unknown, theirs: unknown) =>
    `${name} ${JSON.stringify(text)}: ${JSON.stringify(ours)}, but Go says ${JSON.stringify(theirs)}`;
  if (answer.error === '') {
    const [ours, theirs] = [JSON.stringify(toAnswer(file)), JSON.stringify(withoutError(answer))];
    return problems.length > 0 || ours !== theirs ? say({ ...toAnswer(file), problems }, answer) : undefined;
  }
  const refusals = answer.error.split('\n').filter((line) => /^go\.(?:mod|work):\d/.test(line));
  if (refusals.some((line) => notJudged.test(line))) return undefined;
  const lines = refusals.flatMap((line) => [...line.matchAll(/go\.(?:mod|work):(\d+)/g)].map(([, at]) => Number(at)));
  // A backslash takes the end of its line into a string: Go names the line where it gives up, we where the string begins.
  const isString = answer.error.includes('newline in string');
  const isNamed = problems.some(({ line }) => lines.some((at) => line === at || (isString && line < at)));
  return isNamed ? undefined : say(problems, answer.error);
}

function toAnswer(file: GoMod | GoWork): Omit<Answer, 'error'> {
  const pair = ({ path, version = '' }: ModuleVersion) => [path, canonical(version)];
  const isMod = 'require' in file;
  return {
    module: isMod ? (file.module ?? '') : '',
    go: file.go ?? '',
    toolchain: file.toolchain ?? '',
    require: isMod ? file.require.map(pair) : [],
    replace: file.replace.map((one: Replacement) => ({ old: pair(one.old), new: pair(one.new) })),
    tools: isMod ? file.tools : [],
    ignore: isMod ? file.ignore : [],
    use: isMod ? [] : file.use,
    godebug: isMod ? [] : file.godebug,
  };
}

/** The go command writes `v1` as `v1.0.0`, and leaves out what says of a build nothing to it. We keep what is written. */
function canonical(version: string): string {
  const [, numbers, rest = ''] = /^(v\d+(?:\.\d+)*)(.*)$/.exec(version.replace(/\+(?!incompatible$).*$/, '')) ?? [];
  if (numbers === undefined) return version;
  return numbers + '.0'.repeat(Math.max(3 - numbers.split('.').length, 0)) + rest;
}

function withoutError({ error: _, ...answer }: Answer): Omit<Answer, 'error'> {
  return answer;
}

function disagreements(cases: readonly ModCase[], answers: readonly Answer[]): readonly string[] {
  return cases.flatMap((one, index) => disagreement(one, answers[index] as Answer) ?? []).slice(0, 5);
}

describe.skipIf(!hasGo)('parseGoMod and parseGoWork agree with the go command (skipped where there is no Go)', () => {
  let program = '';
  beforeAll(() => {
    program = buildOracle();
  }, 120_000);

  it('on written cases', () => {
    expect(modCases.length).toBeGreaterThan(400);
    expect(disagreements(modCases, ask(program, modCases))).toEqual([]);
  });

  it('whose parser is the one that answers here', () => {
    // Every seventh case: a process for each would take most of the time.
    const cases = modCases.filter((_, index) => index % 7 === 0);
    const answers = ask(program, cases);
    for (const [index, { name, text }] of cases.entries()) {
      const place = join(folder, `case-${index}`);
      mkdirSync(place);
      writeFileSync(join(place, name), text);
      const command = name === 'go.mod' ? ['mod', 'edit', '-json'] : ['work', 'edit', '-json'];
      const { status, stdout, stderr } = spawnSync('go', [...command, name], { cwd: place, env: environment });
      const refusal = answers[index]?.error ?? '';
      expect(status === 0, text).toBe(refusal === '');
      if (status !== 0) {
        expect(stderr.toString().replaceAll(`${place}/`, ''), text).toContain(refusal.split('\n')[0]);
        continue;
      }
      const told = JSON.parse(stdout.toString()) as { Go?: string; Use?: { DiskPath: string }[] };
      expect(told.Go ?? '', text).toBe(answers[index]?.go);
      expect((told.Use ?? []).map(({ DiskPath }) => DiskPath)).toEqual(answers[index]?.use);
    }
  });

  it('on seeded mistakes', () => {
    // The long run is for whoever changes the readers.
    const count = process.env['SLIPWAY_FUZZ'] === undefined ? 4000 : Number(process.env['SLIPWAY_FUZZ']);
    const random = seeded(20_261_122);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const pieces = [
      '"',
      '`',
      "'",
      '\\',
      '//',
      '/*',
      '\n',
      '\r',
      '(',
      ')',
      '[',
      ']',
      ',',
      ' ',
      '\t',
      '=>',
      '=',
      'v',
      '\0',
      '\u00A0',
      'é',
    ];
    const mutate = (text: string): string => {
      const at = Math.floor(random() * (text.length + 1));
      return text.slice(0, at) + (random() < 0.7 ? pick(pieces) : '') + text.slice(at + Math.floor(random() * 3));
    };
    const cases = Array.from({ length: count }, (): ModCase => {
      const { name, text } = pick(modCases);
      let changed = random() < 0.3 ? text + pick(modCases.filter((other) => other.name === name)).text : text;
      for (let changes = Math.floor(random() * 3); changes >= 0; changes--) changed = mutate(changed);
      return { name, text: changed };
    });
    const wrong: string[] = [];
    for (let from = 0; from < cases.length && wrong.length < 5; from += 1000) {
      const part = cases.slice(from, from + 1000);
      wrong.push(...disagreements(part, ask(program, part)));
    }
    expect(wrong).toEqual([]);
  });
});

it('reads what stands before and behind a mistake, whatever the mistake', () => {
  // A block that is left open takes in what follows, so here the words behind a mistake are those of a block as well.
  const sound = (name: string) => `replace z.y/${name} => ./${name}\n`;
  for (const { name, text } of modCases) {
    const whole = `${sound('before')}${text}\n)\n${sound('behind')}`;
    const { replace } = name === 'go.mod' ? parseGoMod(whole) : parseGoWork(whole);
    expect([replace[0]?.old.path, replace.at(-1)?.old.path], text).toEqual(['z.y/before', 'z.y/behind']);
  }
});
