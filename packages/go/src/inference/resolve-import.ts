import { posix } from 'node:path';
import { isLocalPath, nearestRoot, type Replacement, type WorkspaceFiles } from '@slipway/kit';

/** Maps import paths to folders of the workspace. */
export interface ImportResolver {
  /** The folder an import names, for a file in the module at `moduleRoot`; undefined for what lies outside. */
  resolve(importPath: string, moduleRoot: string): string | undefined;
}

/**
 * Makes a resolver of the workspace's modules. The longest module path that ends at a `/` or at the end wins;
 * a `replace` with a folder counts for the module that has it, and for all modules of a go.work that has it.
 */
export function createImportResolver({
  modules,
  workFiles,
}: Pick<WorkspaceFiles, 'modules' | 'workFiles'>): ImportResolver {
  const folders = new Map<string, string>();
  for (const [folder, { module }] of modules) {
    // Of two modules with one path the first counts; the go command refuses both in one go.work.
    if (module !== undefined && !folders.has(module)) folders.set(module, folder);
  }
  const ofWork = [...workFiles].flatMap(([folder, { replace }]) => localReplacements(replace, folder));
  const ofModule = new Map<string, ReadonlyMap<string, string>>();
  for (const [folder, { replace }] of modules) {
    const own = [...localReplacements(replace, folder), ...ofWork];
    if (own.length > 0) ofModule.set(folder, new Map(own.reverse()));
  }
  const resolve = (importPath: string, replaced: ReadonlyMap<string, string> | undefined): string | undefined => {
    for (let prefix = importPath; prefix !== ''; prefix = parentOf(prefix)) {
      const folder = replaced?.get(prefix) ?? folders.get(prefix);
      if (folder !== undefined) return posix.join(folder, importPath.slice(prefix.length));
    }
    return undefined;
  };
  // Most imports are asked for by hundreds of files. `null` is an import that leads out of the workspace.
  const answers = new Map<ReadonlyMap<string, string> | undefined, Map<string, string | null>>();
  return {
    resolve(importPath, moduleRoot) {
      const replaced = ofModule.get(moduleRoot);
      let known = answers.get(replaced);
      if (known === undefined) answers.set(replaced, (known = new Map<string, string | null>()));
      let answer = known.get(importPath);
      if (answer === undefined) known.set(importPath, (answer = resolve(importPath, replaced) ?? null));
      return answer ?? undefined;
    },
  };
}

/** The project that owns a folder: the nearest enclosing root. */
export function ownerOf(folder: string, projectByRoot: ReadonlyMap<string, string>): string | undefined {
  const root = nearestRoot(folder, projectByRoot);
  return root === undefined ? undefined : projectByRoot.get(root);
}

function localReplacements(
  replace: readonly Replacement[],
  folder: string,
): readonly (readonly [module: string, folder: string])[] {
  const local = replace.filter(({ new: target }) => isLocalPath(target.path));
  const entries = local.map(({ old, new: target }) => [old.path, posix.join(folder, target.path)] as const);
  // What leads out of the workspace belongs to no project of it.
  return entries.filter(([, target]) => !target.startsWith('..') && !posix.isAbsolute(target));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
