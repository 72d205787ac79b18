import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { createGlob } from '@slipway/kit';

/** The patterns of `//go:embed` lines in one package, as `go list` prints them. */
export interface EmbedPatterns {
  /** Folder of the package, absolute. */
  readonly folder: string;
  /** `web`, `all:web`, `*.html`. */
  readonly patterns: readonly string[];
}

/** Whether an absolute path is embedded, or would be, were it there: it fits a pattern or lies in a folder that does. */
export function createEmbedMatcher(embeds: readonly EmbedPatterns[]): (path: string) => boolean {
  const matchers = embeds.map(({ folder, patterns }) => ({
    folder,
    globs: patterns.map((pattern) => createGlob(withoutAll(pattern), { dot: true })),
  }));
  return (path) =>
    matchers.some(({ folder, globs }) => {
      const names = relative(folder, path).split(sep);
      if (names[0] === '..' || names[0] === '') return false;
      const paths = names.map((_, index) => names.slice(0, index + 1).join('/'));
      return paths.some((candidate) => globs.some((glob) => glob(candidate)));
    });
}

/** The folders to watch for embedded files: those on the way to what fits, and all inside it. Absolute. */
export function embedFolders({ folder, patterns }: EmbedPatterns): readonly string[] {
  const isEmbedded = createEmbedMatcher([{ folder, patterns }]);
  // Folders on the way: `web/static` of `web/static/*.css`.
  const ways = patterns.flatMap((pattern) => {
    const names = withoutAll(pattern).split('/').slice(0, -1);
    return names.map((_, index) => names.slice(0, index + 1).join('/'));
  });
  const isOnTheWay = ways.map((way) => createGlob(way, { dot: true }));
  const found: string[] = [];
  const visit = (parent: string) => {
    for (const entry of foldersIn(parent)) {
      const path = join(parent, entry);
      const inside = relative(folder, path).split(sep).join('/');
      if (!isEmbedded(path) && !isOnTheWay.some((fits) => fits(inside))) continue;
      found.push(path);
      visit(path);
    }
  };
  visit(folder);
  return found;
}

/** `all:` takes hidden files in; a build more for one of them does no harm. */
function withoutAll(pattern: string): string {
  return pattern.replace(/^all:/, '');
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return []; // Gone, or never there: the build says so.
  }
}
