import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { comparePaths } from '../paths/check-path.ts';

/** A regular file below a folder. */
export interface FoundFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly executable: boolean;
}

/** Left behind by file managers; never meant. */
const litter: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * Reads all files below a folder, in code-unit order of their paths; none when the folder is missing.
 * What is neither a folder nor a regular file is a problem: a link would make the template depend on what lies elsewhere.
 */
export function walkFiles(root: string, problems: string[]): readonly FoundFile[] {
  const found: FoundFile[] = [];
  const visit = (folder: string, prefix: string): void => {
    for (const name of readdirSync(folder).toSorted(comparePaths)) {
      if (litter.has(name)) continue;
      const path = `${prefix}${name}`;
      const absolute = join(folder, name);
      const stats = lstatSync(absolute);
      if (stats.isDirectory()) visit(absolute, `${path}/`);
      else if (stats.isFile()) read(absolute, path, stats);
      else problems.push(`${path} is ${kindOf(stats)}; a template holds only folders and plain files`);
    }
  };
  const read = (absolute: string, path: string, stats: Stats): void => {
    try {
      found.push({ path, bytes: readFileSync(absolute), executable: (stats.mode & 0o100) !== 0 });
    } catch (error) {
      problems.push(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const stats = lstatSync(root, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) visit(root, '');
  else if (stats !== undefined) problems.push(`the folder itself is ${stats.isFile() ? 'a file' : kindOf(stats)}`);
  return found.toSorted((a, b) => comparePaths(a.path, b.path));
}

function kindOf(stats: Stats): string {
  return stats.isSymbolicLink() ? 'a symbolic link' : 'a device, socket or pipe';
}
