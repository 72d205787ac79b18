import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { copyModule } from './copy-module.ts';
import { renderDockerignore } from './dockerignore.ts';
import { findModuleClosure, type ModuleClosure } from './module-closure.ts';
import { renderGoWork } from './go-work.ts';

/** What a Dockerfile build reads. */
export interface BuildContext {
  /** Absolute. */
  readonly contextDir: string;
  /** Path of the module that holds the project in the context, with `/`. */
  readonly moduleDir: string;
}

/**
 * Chooses the context of a Dockerfile build: the project itself where that is enough;
 * else a copy, in the empty folder `directory`, of exactly the modules it is built from, at their real relative paths.
 * So `docker build <project>` and docker-build read the same Dockerfile, and nobody writes a rule about contexts.
 */
export async function stageContext({
  workspaceRoot,
  projectRoot,
  directory,
}: {
  readonly workspaceRoot: string;
  readonly projectRoot: string;
  readonly directory: string;
}): Promise<BuildContext> {
  const closure = await findModuleClosure(workspaceRoot, projectRoot);
  if (closure === undefined || isWholeIn(projectRoot, closure)) return { contextDir: projectRoot, moduleDir: '.' };
  const root = commonFolder([
    ...closure.modules,
    ...(closure.workFile === undefined ? [] : [dirname(closure.workFile.path)]),
  ]);
  for (const module of closure.modules) await copyModule(module, { workspaceRoot, root, directory });
  await writeGoWork(closure, root, directory);
  const ignored = await readFile(join(projectRoot, '.dockerignore'), 'utf8').catch(() => '');
  await writeFile(
    join(directory, '.dockerignore'),
    renderDockerignore(ignored, toPosix(relative(root, projectRoot)) || '.'),
  );
  return { contextDir: directory, moduleDir: toPosix(relative(root, closure.module)) || '.' };
}

/** Whether the project's folder holds all that its build needs. Replacements of a go.work are part of that. */
function isWholeIn(projectRoot: string, { module, modules, workFile }: ModuleClosure): boolean {
  return module === projectRoot && modules.length === 1 && (workFile?.content.replace ?? []).length === 0;
}

/** The deepest folder that holds all of them. Absolute. */
function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders;
  return others.reduce((common, folder) => {
    let current = common;
    while (current !== folder && !folder.startsWith(`${current}${current.endsWith(sep) ? '' : sep}`))
      current = dirname(current);
    return current;
  }, first);
}

async function writeGoWork({ modules, workFile }: ModuleClosure, root: string, directory: string): Promise<void> {
  if (workFile === undefined) return;
  const folder = dirname(workFile.path);
  const target = join(directory, relative(root, folder));
  await mkdir(target, { recursive: true });
  const use = modules.map((module) => toPosix(relative(folder, module)));
  await writeFile(join(target, 'go.work'), renderGoWork(workFile.content, use));
  await copyFile(join(folder, 'go.work.sum'), join(target, 'go.work.sum')).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
}

function toPosix(path: string): string {
  return path.replaceAll('\\', '/');
}
