import { posix } from 'node:path';
import { nearestRoot, type WorkspaceFiles } from '@slipway/kit';
import { remember } from './remember.ts';
import { createModuleScopes, type ModuleFolders, type ModuleScope } from './module-scopes.ts';

/** Maps import paths to folders of the workspace. */
export interface ImportResolver {
  /** The folder an import names, for a file in the module at `module`; undefined for what lies outside. */
  resolve(importPath: string, module: string | undefined): string | undefined;
}

/** What a workspace is made of. */
export interface ResolverRequest extends Pick<WorkspaceFiles, 'modules' | 'workFiles'> {
  /** Folders that hold Go files. */
  readonly packages: { has(folder: string): boolean };
}

/**
 * Makes a resolver. The longest module path that ends at a `/` or at the end, and whose module has the package, wins:
 * first among the modules that go.mod and go.work state, then in a vendor folder, then among all of the workspace,
 * so that modules nobody binds together are still known to depend on each other. A package that is nowhere
 * (not generated yet, or just deleted) belongs to the module with the longest path.
 */
export function createImportResolver({ modules, workFiles, packages }: ResolverRequest): ImportResolver {
  const scopeOf = createModuleScopes({ modules, workFiles });
  const all = new Map<string, string>();
  for (const [folder, { module }] of modules) {
    // Of two modules with one path the first counts, for those that have neither in their scope.
    if (module !== undefined && !all.has(module)) all.set(module, folder);
  }
  const moduleOf = remember((folder: string) => nearestRoot(folder, modules));
  const search = (importPath: string, folders: ModuleFolders): Found => {
    let missing: string | undefined;
    for (let prefix = importPath; prefix !== ''; prefix = parentOf(prefix)) {
      const root = folders.get(prefix);
      if (root === undefined) {
        // Stated to lie outside: what else has this path is something else.
        if (folders.has(prefix)) return { missing, isOutside: missing === undefined };
        continue;
      }
      const folder = posix.join(root, importPath.slice(prefix.length));
      if (packages.has(folder) && moduleOf(folder) === moduleOf(root)) return { folder };
      missing ??= folder;
    }
    return { missing };
  };
  const find = (importPath: string, { stated, vendors }: ModuleScope): string | undefined => {
    const near = search(importPath, stated);
    if (near.folder !== undefined) return near.folder;
    const vendored = vendors.map((root) => posix.join(root, 'vendor', importPath)).find((path) => packages.has(path));
    if (vendored !== undefined || near.isOutside === true) return vendored;
    const far = search(importPath, all);
    return far.folder ?? near.missing ?? far.missing;
  };
  // A workspace has far fewer import paths than imports, and its modules share a scope.
  const known = new Map<ModuleScope, (importPath: string) => string | undefined>();
  return {
    resolve(importPath, module) {
      const scope = scopeOf(module);
      let resolve = known.get(scope);
      if (resolve === undefined) known.set(scope, (resolve = remember((path) => find(path, scope))));
      return resolve(importPath);
    },
  };
}

interface Found {
  readonly folder?: string;
  /** Where the package would be, did it exist. */
  readonly missing?: string | undefined;
  readonly isOutside?: boolean;
}

/** The project that owns a folder: the nearest enclosing root. */
export function ownerOf(folder: string, projectByRoot: ReadonlyMap<string, string>): string | undefined {
  const root = nearestRoot(folder, projectByRoot);
  return root === undefined ? undefined : projectByRoot.get(root);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
