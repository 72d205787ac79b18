import { posix } from 'node:path';
import type { PrepareRequest } from '@slipway/template';
import { parseGoMod, parseGoWork, type GoMod, type GoWork } from '@slipway/kit';

/** A module that the workspace has already. */
export interface KnownModule {
  /** Its folder, relative to the workspace root. */
  readonly root: string;
  readonly goMod: GoMod;
}

/** The modules of a workspace as far as a new project must know them. */
export interface KnownModules {
  /** The one whose folder holds the new project. */
  readonly enclosing?: KnownModule;
  /** Sorted by folder; the new project's own go.mod, if there is one, is not among them. */
  readonly all: readonly KnownModule[];
  readonly goWork?: GoWork;
}

type Request = Pick<PrepareRequest, 'tree' | 'projectRoot' | 'projects'>;

/** Looks for modules where projects are, where go.work points, and in the folders beside and above the new project. */
export function findModules({ tree, projectRoot, projects }: Request): KnownModules {
  const goWorkText = tree.read('go.work');
  const goWork = goWorkText === undefined ? undefined : parseGoWork(goWorkText);
  const parent = posix.dirname(projectRoot);
  const folders = new Set([
    ...projects.map(({ root }) => root),
    ...(goWork?.use ?? []).map((folder) => posix.normalize(folder).replace(/\/$/, '')),
    ...tree.children(parent).map((name) => posix.join(parent, name)),
    ...parentsOf(projectRoot),
  ]);
  folders.delete(projectRoot);
  const all = [...folders].sort().flatMap((root): readonly KnownModule[] => {
    const text = tree.read(posix.join(root, 'go.mod'));
    return text === undefined ? [] : [{ root, goMod: parseGoMod(text) }];
  });
  const enclosing = parentsOf(projectRoot)
    .map((folder) => all.find(({ root }) => root === folder))
    .find((module) => module !== undefined);
  return {
    all,
    ...(enclosing === undefined ? {} : { enclosing }),
    ...(goWork === undefined ? {} : { goWork }),
  };
}

/** `a/b/c` → `a/b`, `a`, `.` */
function parentsOf(folder: string): readonly string[] {
  if (folder === '.') return [];
  const parent = posix.dirname(folder);
  return [parent, ...parentsOf(parent)];
}
