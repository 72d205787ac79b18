import { parseIgnoreFile, type IgnoreFile } from './ignore-file.ts';
import type { ReadText } from './npm-workspaces.ts';
import { folderOf } from './workspace-files.ts';

/** Which files of a workspace are none of Nx's: plugins are not told of them, so the disk must be read without them. */
export interface IgnoreRules {
  /** Whether a file or folder is left out. Holds for what lies in a folder that is not left out itself. */
  isIgnored(path: string, isFolder: boolean): boolean;
  /** Tells which names are in a folder, so that nobody looks for ignore files where there are none. */
  see(folder: string, names: { has(name: string): boolean }): void;
}

/** A later one has a say before an earlier one, however deep it lies. */
const names = ['.gitignore', '.nxignore'];

interface Level {
  readonly folder: string;
  /** In the order of `names`. */
  readonly files: readonly (IgnoreFile | undefined)[];
}

/** Makes rules that read .gitignore and .nxignore when they are needed, each once. */
export function createIgnoreRules(read: ReadText): IgnoreRules {
  const levels = new Map<string, readonly Level[]>();
  const open = (folder: string, name: string): IgnoreFile | undefined => {
    const text = read(folder === '.' ? name : `${folder}/${name}`);
    return text === undefined ? undefined : parseIgnoreFile(text);
  };
  /** The ignore files that count in a folder, the nearest first. */
  const levelsOf = (folder: string, has: (name: string) => boolean): readonly Level[] => {
    const known = levels.get(folder);
    if (known !== undefined) return known;
    const above = folder === '.' ? [] : levelsOf(folderOf(folder), () => true);
    const files = names.map((name) => (has(name) ? open(folder, name) : undefined));
    const own = files.some((file) => file !== undefined) ? [{ folder, files }, ...above] : above;
    levels.set(folder, own);
    return own;
  };
  return {
    see(folder, present) {
      levelsOf(folder, (name) => present.has(name));
    },
    isIgnored(path, isFolder) {
      const around = levelsOf(folderOf(path), () => true);
      if (around.length === 0) return false;
      for (let kind = names.length - 1; kind >= 0; kind--) {
        for (const { folder, files } of around) {
          const verdict = files[kind]?.(folder === '.' ? path : path.slice(folder.length + 1), isFolder);
          if (verdict !== undefined) return verdict;
        }
      }
      return false;
    },
  };
}
