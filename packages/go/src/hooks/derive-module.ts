import { posix } from 'node:path';
import { modulePathProblem } from '../modules/check-module-path.ts';
import { gitRemotePath } from './git-remote.ts';
import type { KnownModule } from './known-modules.ts';

/** What a module path is derived from. */
export interface ModuleDerivation {
  readonly projectRoot: string;
  readonly projectName: string;
  readonly workspaceName: string;
  readonly modules: readonly KnownModule[];
  /** The plugin's option of that name. */
  readonly modulePrefix?: string;
  /** Text of `.git/config`. */
  readonly gitConfig?: string;
}

/**
 * A path for a new module, the first that Go takes of: what the modules beside it say, the plugin's prefix,
 * the git remote, `example.com/<workspace>`.
 */
export function deriveModule(request: ModuleDerivation): string {
  const { projectRoot, projectName, workspaceName, modulePrefix, gitConfig } = request;
  const remote = gitConfig === undefined ? undefined : gitRemotePath(gitConfig);
  // In a repository that others fetch, a module's path is the repository's and the folder's.
  const candidates = [fromModules(request), below(modulePrefix, projectRoot), below(remote, projectRoot)];
  const good = candidates.find((path) => path !== undefined && modulePathProblem(path) === undefined);
  return good ?? `example.com/${workspaceName}/${projectName}`;
}

function below(prefix: string | undefined, folder: string): string | undefined {
  return prefix === undefined || prefix === '' ? undefined : `${prefix.replace(/\/+$/, '')}/${folder}`;
}

/** Follows modules in the same folder; else all that are named by one prefix and their folder, whole or its last part. */
function fromModules({ modules, projectRoot, projectName }: ModuleDerivation): string | undefined {
  const parent = posix.dirname(projectRoot);
  const siblings = modules.filter(({ root }) => root !== '.' && posix.dirname(root) === parent);
  const beside = mostFrequent(siblings.flatMap(({ root, goMod }) => prefixOf(goMod.module, posix.basename(root))));
  if (beside !== undefined) return `${beside}/${projectName}`;
  const nested = modules.filter(({ root }) => root.includes('/'));
  const byFolder = mostFrequent(nested.flatMap(({ root, goMod }) => prefixOf(goMod.module, root)));
  if (byFolder !== undefined) return `${byFolder}/${projectRoot}`;
  const elsewhere = modules.filter(({ root }) => root !== '.');
  const byName = mostFrequent(elsewhere.flatMap(({ root, goMod }) => prefixOf(goMod.module, posix.basename(root))));
  return byName === undefined ? undefined : `${byName}/${projectName}`;
}

function prefixOf(module: string | undefined, end: string): readonly string[] {
  return module?.endsWith(`/${end}`) === true ? [module.slice(0, -end.length - 1)] : [];
}

/** The value that occurs most; of several the first in order. */
function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
  return ranked[0]?.[0];
}
