import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SlipwayError } from '@slipway/kit';
import { toLogicalPath } from '../engine/paths/logical-path.ts';
import { toText } from '../engine/source/text-or-binary.ts';
import { walkFiles } from '../engine/source/walk-files.ts';
import { renderTemplate, type RenderedProjectFile } from './render-template.ts';

const suffix = '.case.json';

/** What a case file holds. */
export interface GoldenCase {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly directory?: string;
  /** Files of the workspace before the template comes. */
  readonly workspace?: Readonly<Record<string, string>>;
}

/** How to treat a difference. */
export interface GoldenSettings {
  /** Whether to rewrite the tree instead of comparing. Default: UPDATE_GOLDEN=1; never in CI. */
  readonly update?: boolean;
}

/** Names of a template's golden cases: the files `testdata/*.case.json`, sorted. */
export function goldenCases(templateDirectory: string): readonly string[] {
  return readdirSync(join(templateDirectory, 'testdata'))
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .toSorted();
}

/**
 * Renders the answers of `testdata/<name>.case.json` and compares with the tree in `testdata/<name>/`,
 * where dotfiles are stored as `dot-NAME` as in a template. Throws TEMPLATE_GOLDEN_DIFFERS with every difference.
 */
export async function assertGolden(
  templateDirectory: string,
  name: string,
  settings: GoldenSettings = {},
): Promise<void> {
  const testdata = join(templateDirectory, 'testdata');
  const content = JSON.parse(readFileSync(join(testdata, `${name}${suffix}`), 'utf8')) as GoldenCase;
  const { files } = await renderTemplate(templateDirectory, content.answers, content);
  const golden = join(testdata, name);
  if (settings.update ?? process.env['UPDATE_GOLDEN'] === '1') {
    if (isCi())
      throw differs(name, ['UPDATE_GOLDEN is refused in CI: a golden tree is changed on purpose, by a person.']);
    rewrite(golden, files);
    return;
  }
  const differences = compare(golden, files);
  if (differences.length > 0) throw differs(name, differences);
}

function compare(golden: string, files: readonly RenderedProjectFile[]): readonly string[] {
  const problems: string[] = [];
  const expected = new Map(walkFiles(golden, problems).map((file) => [toDotPath(file.path), file]));
  for (const { path, bytes, isExecutable } of files) {
    const known = expected.get(path);
    expected.delete(path);
    if (known === undefined) problems.push(`${path} is rendered, but not in the golden tree`);
    else if (!known.bytes.equals(bytes)) problems.push(`${path} differs${firstDifference(known.bytes, bytes)}`);
    else if (known.executable !== isExecutable && process.platform !== 'win32')
      problems.push(`${path} is ${isExecutable ? 'executable' : 'not executable'}, other than in the golden tree`);
  }
  return [...problems, ...[...expected.keys()].map((path) => `${path} is in the golden tree, but not rendered`)];
}

function firstDifference(golden: Buffer, rendered: Buffer): string {
  const [before, after] = [toText(golden)?.split('\n'), toText(rendered)?.split('\n')];
  if (before === undefined || after === undefined) return '';
  const line = after.findIndex((text, index) => text !== before[index]);
  const at = line === -1 ? after.length : line;
  return ` from line ${at + 1}\n- ${before[at] ?? '(end)'}\n+ ${after[at] ?? '(end)'}`;
}

function rewrite(golden: string, files: readonly RenderedProjectFile[]): void {
  rmSync(golden, { recursive: true, force: true });
  for (const { path, bytes, isExecutable } of files) {
    const file = join(golden, toStoredPath(path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes, { mode: isExecutable ? 0o755 : 0o644 });
  }
}

function toStoredPath(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment.startsWith('.') ? `dot-${segment.slice(1)}` : segment))
    .join('/');
}

function toDotPath(stored: string): string {
  // The suffix is kept: a template may well write a file whose own name ends with .ejs.
  return toLogicalPath(`${stored}.ejs`);
}

function isCi(): boolean {
  const value = process.env['CI'];
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}

function differs(name: string, details: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'TEMPLATE_GOLDEN_DIFFERS',
    summary: `The golden case "${name}" differs.`,
    details,
    hint: 'Look at the difference; if it is meant, run again with UPDATE_GOLDEN=1.',
  });
}
