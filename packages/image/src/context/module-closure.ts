import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  isInside,
  isLocalPath,
  parseGoMod,
  parseGoWork,
  SlipwayError,
  type GoMod,
  type GoWork,
  type Replacement,
} from '@slipway/kit';
import { readImportedPaths } from './imported-paths.ts';

/** The modules on disk that a project's module is built from. Paths are absolute. */
export interface ModuleClosure {
  /** Folder of the module that holds the project. */
  readonly module: string;
  /** Folders of all modules, that one among them. Sorted. */
  readonly modules: readonly string[];
  /** The workspace file that binds them, where one does. */
  readonly workFile?: { readonly path: string; readonly content: GoWork };
}

/**
 * Follows `require` through go.work and `replace` to folders, as the go command does, without running it:
 * the machine that calls a container engine may have no Go.
 * `undefined` where no go.mod lies between the project and the workspace root. Throws PATH_OUTSIDE_WORKSPACE.
 */
export async function findModuleClosure(
  workspaceRoot: string,
  projectRoot: string,
): Promise<ModuleClosure | undefined> {
  const goMod = await findUp('go.mod', projectRoot, workspaceRoot);
  if (goMod === undefined) return undefined;
  const module = dirname(goMod);
  const work = await readWork(module, workspaceRoot);
  const used = await readUsedModules(work);
  const isUsed = used.some(({ folder }) => folder === module);
  const replacements = isUsed ? workspaceReplacements(work, used) : [];
  const byPath = new Map(
    isUsed ? used.flatMap(({ folder, mod }) => (mod.module === undefined ? [] : [[mod.module, folder] as const])) : [],
  );

  const modules = new Map<string, GoMod>();
  const visit = async (folder: string): Promise<void> => {
    if (modules.has(folder)) return;
    assertInside(folder, workspaceRoot);
    const mod = parseGoMod(await readText(join(folder, 'go.mod')));
    modules.set(folder, mod);
    const own = folder === module && !isUsed ? localTargets(mod.replace, folder) : [];
    const required = new Set(mod.require.map(({ path }) => path));
    const imported = isUsed ? await readImportedPaths(folder) : new Set<string>();
    for (const { path, folder: target } of [...own, ...replacements]) if (required.has(path)) await visit(target);
    for (const [path, target] of byPath) {
      if (required.has(path) || [...imported].some((name) => isPackageOf(name, path))) await visit(target);
    }
  };
  await visit(module);
  // A replacement that nothing requires is read by the go command all the same.
  const named = isUsed
    ? replacements.filter(({ owner }) => modules.has(owner))
    : localTargets(modules.get(module)?.replace ?? [], module);
  for (const { folder } of named) await visit(folder);
  return {
    module,
    modules: [...modules.keys()].sort(),
    ...(isUsed && work !== undefined ? { workFile: work } : {}),
  };
}

interface WorkFile {
  readonly path: string;
  readonly content: GoWork;
}

interface UsedModule {
  readonly folder: string;
  readonly mod: GoMod;
}

interface LocalTarget {
  readonly path: string;
  readonly folder: string;
  /** Folder of the module whose go.mod says so. */
  readonly owner: string;
}

async function readWork(module: string, workspaceRoot: string): Promise<WorkFile | undefined> {
  const path = await findUp('go.work', module, workspaceRoot);
  return path === undefined ? undefined : { path, content: parseGoWork(await readText(path)) };
}

async function readUsedModules(work: WorkFile | undefined): Promise<readonly UsedModule[]> {
  if (work === undefined) return [];
  const folders = work.content.use.map((folder) => resolve(dirname(work.path), folder));
  return Promise.all(
    folders.map(async (folder) => ({ folder, mod: parseGoMod(await readText(join(folder, 'go.mod'))) })),
  );
}

/** In a workspace the replacements of every module in it hold, and those of go.work come first. */
function workspaceReplacements(work: WorkFile | undefined, used: readonly UsedModule[]): readonly LocalTarget[] {
  if (work === undefined) return [];
  return [
    ...localTargets(work.content.replace, dirname(work.path)),
    ...used.flatMap(({ folder, mod }) => localTargets(mod.replace, folder)),
  ];
}

function localTargets(replacements: readonly Replacement[], owner: string): readonly LocalTarget[] {
  return replacements
    .filter((replacement) => isLocalPath(replacement.new.path))
    .map((replacement) => ({ path: replacement.old.path, folder: resolve(owner, replacement.new.path), owner }));
}

function isPackageOf(imported: string, module: string): boolean {
  return imported === module || imported.startsWith(`${module}/`);
}

async function findUp(name: string, from: string, to: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, name);
    if ((await readFile(path).catch(() => undefined)) !== undefined) return path;
    if (folder === to || !isInside(to, folder)) return undefined;
  }
}

/** A go.mod that is not there says nothing; the go command in the build reports it better than we could. */
async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function assertInside(folder: string, workspaceRoot: string): void {
  if (isInside(workspaceRoot, folder)) return;
  throw new SlipwayError({
    code: 'PATH_OUTSIDE_WORKSPACE',
    summary: `The Go module in ${folder} lies outside the workspace, so it cannot be part of a build context.`,
    hint: 'Move the module into the workspace, or require a published version of it.',
  });
}
