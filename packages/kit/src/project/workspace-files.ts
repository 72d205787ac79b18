import { posix } from 'node:path';
import { parseGoMod, parseGoWork, type GoMod, type GoWork } from '../go/parse-go-mod.ts';
import { isLocalPath } from '../go/replacement.ts';
import { isIgnoredFolder } from '../go/ignored-folders.ts';
import type { ReadText } from './npm-workspaces.ts';

/**
 * The files that say which projects there are. Each of our plugins asks Nx for all of them,
 * so that all see the same projects and give them the same names.
 */
export const projectFilesGlob = '**/{go.mod,go.work,project.json,package.json,template.json}';

/** The files of `projectFilesGlob`, sorted out. Folders and files are relative to the workspace root, with `/`. */
export interface WorkspaceFiles {
  /** Module folder → its go.mod. Sorted by folder. */
  readonly modules: ReadonlyMap<string, GoMod>;
  /** Folder → its go.work. */
  readonly workFiles: ReadonlyMap<string, GoWork>;
  /** Files named project.json or package.json that Nx may make projects of. */
  readonly manifests: readonly string[];
  /** Whether a path lies below a folder with a template.json: what a template writes is no project yet. */
  readonly isTemplate: (path: string) => boolean;
}

/** Reads the project files of a workspace. Skips what the go command skips, unless a go.work or a `replace` names it. */
export function readWorkspaceFiles(files: readonly string[], read: ReadText): WorkspaceFiles {
  const sorted = [...files].sort();
  const isTemplate = belowAny(sorted.filter((file) => posix.basename(file) === 'template.json').map(folderOf));
  const named = (name: string) => sorted.filter((file) => posix.basename(file) === name && !isTemplate(file));
  const workFiles = new Map(named('go.work').map((file) => [folderOf(file), parseGoWork(read(file) ?? '')]));
  const all = new Map(named('go.mod').map((file) => [folderOf(file), parseGoMod(read(file) ?? '')]));
  return {
    modules: countedModules(all, workFiles),
    workFiles,
    manifests: sorted.filter((file) => ['project.json', 'package.json'].includes(posix.basename(file))),
    isTemplate,
  };
}

/** The folder a file lies in; `.` for the workspace root. */
export function folderOf(file: string): string {
  return posix.dirname(file);
}

/**
 * The folder that a path in a go.mod or go.work names: `./lib/`, `..\\lib`. Undefined where it leads out of the
 * workspace. An absolute path does so too: on the next machine it names something else.
 */
export function toFolder(from: string, path: string): string | undefined {
  const slashed = path.replaceAll('\\', '/');
  if (posix.isAbsolute(slashed) || /^[A-Za-z]:/.test(slashed)) return undefined;
  const folder = posix.join(from, slashed).replace(/(?<=.)\/$/, '');
  return folder === '..' || folder.startsWith('../') ? undefined : folder;
}

/** Whether `folder` is `parent` or lies below it. */
export function isWithin(folder: string, parent: string): boolean {
  return parent === '.' || folder === parent || folder.startsWith(`${parent}/`);
}

/** The nearest of `roots` that holds the folder. */
export function nearestRoot(folder: string, roots: { has(root: string): boolean }): string | undefined {
  for (let current = folder; ; current = posix.dirname(current)) {
    if (roots.has(current)) return current;
    if (current === '.') return undefined;
  }
}

function belowAny(folders: readonly string[]): (path: string) => boolean {
  const templates = new Set(folders);
  return (path) => templates.size > 0 && nearestRoot(folderOf(path), templates) !== undefined;
}

function countedModules(
  all: ReadonlyMap<string, GoMod>,
  workFiles: ReadonlyMap<string, GoWork>,
): ReadonlyMap<string, GoMod> {
  const isHidden = (folder: string) => folder !== '.' && folder.split('/').some(isIgnoredFolder);
  const counted = new Set([...all.keys()].filter((folder) => !isHidden(folder)));
  const addNamed = (folder: string, paths: readonly string[]) => {
    for (const path of paths) {
      const target = toFolder(folder, path);
      if (target !== undefined && all.has(target)) counted.add(target);
    }
  };
  for (const [folder, { use, replace }] of workFiles) {
    if (!isHidden(folder)) addNamed(folder, [...use, ...localTargets(replace)]);
  }
  // A Set is walked together with what is added on the way: a replaced module may name further ones.
  for (const folder of counted) addNamed(folder, localTargets(all.get(folder)?.replace ?? []));
  return new Map([...counted].sort().map((folder) => [folder, all.get(folder) ?? parseGoMod('')]));
}

function localTargets(replace: GoMod['replace']): readonly string[] {
  return replace.map(({ new: target }) => target.path).filter(isLocalPath);
}
