import { parseDirectives, type GoDirective } from '../go/go-mod-lines.ts';
import { quoteWord } from '../go/quote-word.ts';
import { textOfWord } from '../go/text-of-word.ts';
import { keptOutModules } from './kept-out-modules.ts';
import { toFolder } from './workspace-files.ts';

/**
 * A copy of those lines of go.work that count for every module, beside it. Nx selects what is affected by the names of
 * changed files, so what is to select everything has to have a file without what is not: the `use` lines.
 */
export const goWorkSettingsFile = 'go.work.settings';

const head = '// What go.work says to every module. `nx sync` writes this file; do not edit it.\n';

/** The text of `go.work.settings` for a go.work: its settings, one a line. */
export function renderGoWorkSettings(goWork: string): string {
  return renderSettings(goWorkSettings(goWork));
}

/** The same, of settings that are known already. */
export function renderSettings(settings: readonly string[]): string {
  return [head, ...settings.map((line) => `${line}\n`)].join('');
}

/** Whether a `go.work.settings` is this text: git may have given it the line ends of Windows. */
export function isSettingsText(file: string | undefined, rendered: string): boolean {
  return file?.replaceAll('\r\n', '\n') === rendered;
}

/**
 * The lines of a go.work that count for every module: `go`, `toolchain`, `godebug`, `replace`, whatever a newer Go
 * may add, a `use` of a folder outside the workspace, and the modules that are kept out.
 * A `use` of a folder inside is not among them: it counts for those who import that module, and the graph knows them.
 * Sorted, blocks taken apart, with one blank between words: order, comments and formatting count for nothing.
 */
export function goWorkSettings(goWork: string): readonly string[] {
  const lines = parseDirectives(goWork).directives.filter(countsForAll).map(render);
  const keptOut = keptOutModules(goWork).map((folder) => `without ${quoteWord(folder)}`);
  return [...new Set([...lines, ...keptOut])].sort();
}

function countsForAll({ verb, words: [folder = ''] }: GoDirective): boolean {
  return verb !== 'use' || toFolder('.', textOfWord(folder)) === undefined;
}

function render({ verb, words }: GoDirective): string {
  return [verb, ...words.map((word) => quoteWord(textOfWord(word)))].join(' ');
}
