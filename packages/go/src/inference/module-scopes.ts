import {
  compareModuleVersions,
  isLocalPath,
  nearestRoot,
  toFolder,
  type GoMod,
  type GoWork,
  type Replacement,
  type WorkspaceFiles,
} from '@slipway/kit';

/** Module path → its folder in the workspace; `undefined` as a value for a module that lies outside of it. */
export type ModuleFolders = ReadonlyMap<string, string | undefined>;

/** What module paths mean to the files of one module. */
export interface ModuleScope {
  /** What go.mod and go.work say: the module itself, those beside it in its go.work, and what is replaced. */
  readonly stated: ModuleFolders;
  /** Folders whose `vendor` counts before what nobody states. */
  readonly vendors: readonly string[];
}

type Modules = WorkspaceFiles['modules'];

/**
 * Finds the scope of each module, as the go command does when it runs in the module's folder: the go.work above it
 * that uses it binds the modules it uses, with the replacements of them all; else the module's own replacements count.
 */
export function createModuleScopes({
  modules,
  workFiles,
}: Pick<WorkspaceFiles, 'modules' | 'workFiles'>): (module: string | undefined) => ModuleScope {
  const works = new Map([...workFiles].map(([folder, work]) => [folder, planWork(folder, work, modules)]));
  const scopes = new Map<string | undefined, ModuleScope>();
  return (module) => {
    const known = scopes.get(module);
    if (known !== undefined) return known;
    const scope = workOf(module, works)?.scope ?? scopeOf(module, modules);
    scopes.set(module, scope);
    return scope;
  };
}

interface Work {
  readonly used: ReadonlySet<string>;
  readonly scope: ModuleScope;
}

function workOf(module: string | undefined, works: ReadonlyMap<string, Work>): Work | undefined {
  for (let folder = nearestRoot(module ?? '.', works); folder !== undefined;) {
    const work = works.get(folder);
    // A file outside of every module is run in the workspace of its go.work.
    if (module === undefined || work?.used.has(module) === true) return work;
    folder = folder === '.' ? undefined : nearestRoot(parentOf(folder), works);
  }
  return undefined;
}

function planWork(folder: string, work: GoWork, modules: Modules): Work {
  const used = work.use.map((path) => toFolder(folder, path)).filter((path) => path !== undefined);
  const members = used.flatMap((path) => [...entryOf(modules, path)]);
  const selected = selectVersions(members.map(([, goMod]) => goMod));
  // The last entry of a path wins: a module in the workspace is never replaced, and go.work has a say before go.mod.
  const stated = new Map([
    ...members.flatMap(([path, goMod]) => replacedFolders(path, goMod.replace, selected)).reverse(),
    ...replacedFolders(folder, work.replace, selected),
    ...members.flatMap(([path, { module }]) => (module === undefined ? [] : [[module, path] as const])),
  ]);
  return { used: new Set(used), scope: { stated, vendors: [folder] } };
}

function scopeOf(module: string | undefined, modules: Modules): ModuleScope {
  const goMod = module === undefined ? undefined : modules.get(module);
  if (module === undefined || goMod === undefined) return { stated: new Map(), vendors: [] };
  const stated = new Map(replacedFolders(module, goMod.replace, selectVersions([goMod])));
  if (goMod.module !== undefined) stated.set(goMod.module, module);
  return { stated, vendors: [module] };
}

/** The version of each module that Go picks: the newest that anybody requires. A tidy go.mod names those of all modules. */
function selectVersions(goMods: readonly GoMod[]): ReadonlyMap<string, string> {
  const selected = new Map<string, string>();
  for (const { path, version = '' } of goMods.flatMap(({ require }) => require)) {
    const known = selected.get(path);
    if (known === undefined || compareModuleVersions(known, version) < 0) selected.set(path, version);
  }
  return selected;
}

/** What replacements mean where these versions are selected. One for the version counts before one for all. */
function replacedFolders(
  from: string,
  replace: readonly Replacement[],
  selected: ReadonlyMap<string, string>,
): readonly (readonly [module: string, folder: string | undefined])[] {
  const chosen = new Map<string, Replacement>();
  for (const one of replace) {
    const { path, version } = one.old;
    const isMeant = version === undefined || !selected.has(path) || selected.get(path) === version;
    if (isMeant && (version !== undefined || !chosen.has(path))) chosen.set(path, one);
  }
  return [...chosen].map(([path, { new: target }]) => [
    path,
    isLocalPath(target.path) ? toFolder(from, target.path) : undefined,
  ]);
}

function* entryOf(modules: Modules, folder: string): Generator<readonly [string, GoMod]> {
  const goMod = modules.get(folder);
  if (goMod !== undefined) yield [folder, goMod];
}

function parentOf(folder: string): string {
  return folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '.';
}
