import { posix } from 'node:path';
import type { FileData } from '@nx/devkit';
import { createFolderFilter, folderOf, isGoFile, nearestRoot, type WorkspaceFiles } from '@slipway/kit';
import { remember } from './remember.ts';

/** A Go file and the project that owns it. */
export interface GoSource {
  readonly project: string;
  readonly file: string;
  /** Of its content, from Nx. */
  readonly hash: string;
  /** Folder of the module it lies in; undefined where it lies in none. */
  readonly module: string | undefined;
}

/** The Go files of a workspace. */
export interface GoSources {
  /** Those that `./...` finds in any module. Sorted by path. */
  readonly counted: readonly GoSource[];
  /** Folders of all Go files, with those files that count only when somebody imports them; nobody imports a test. */
  readonly folders: ReadonlyMap<string, readonly GoSource[]>;
}

/** Sorts out the Go files that Nx knows of. Files in a folder with a template.json are no Go of this workspace. */
export function findGoSources(
  projectFiles: Readonly<Record<string, readonly FileData[]>>,
  { modules, isTemplate }: Pick<WorkspaceFiles, 'modules' | 'isTemplate'>,
): GoSources {
  const counted: GoSource[] = [];
  const folders = new Map<string, GoSource[]>();
  const filters = new Map([...modules].map(([root, goMod]) => [root, createFolderFilter(root, goMod)]));
  const filterOf = (module: string | undefined) => filters.get(module ?? '') ?? createFolderFilter('.', { ignore: [] });
  const placeOf = remember((folder: string) => {
    const module = nearestRoot(folder, modules);
    return { module, isHidden: filterOf(module)(folder) };
  });
  for (const [project, files] of Object.entries(projectFiles)) {
    for (const { file, hash } of files) {
      const name = posix.basename(file);
      if (!isGoFile(name) || isTemplate(file)) continue;
      const folder = folderOf(file);
      const { module, isHidden } = placeOf(folder);
      const source = { project, file, hash, module };
      let inFolder = folders.get(folder);
      if (inFolder === undefined) folders.set(folder, (inFolder = []));
      if (!isHidden) counted.push(source);
      else if (isGoFile(name, { tests: false })) inFolder.push(source);
    }
  }
  return { counted: counted.sort(byFile), folders };
}

function byFile(a: GoSource, b: GoSource): number {
  return a.file < b.file ? -1 : 1;
}
