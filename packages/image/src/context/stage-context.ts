import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { copyModule } from './copy-module.ts';
import { renderDockerignore } from './dockerignore.ts';
import { findModuleClosure, type ModuleClosure } from './module-closure.ts';
import { renderGoWork } from './go-work.ts';

/** What a Dockerfile build reads. */
export interface BuildContext {
  /** Absolute. */
  readonly contextDir: string;
  /** Path of the project in the context, with `/`. */
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
  if (closure === undefined || (closure.module === projectRoot && closure.modules.length === 1)) {
    return { contextDir: projectRoot, moduleDir: '.' };
  }
  const moduleDir = toPosix(relative(workspaceRoot, projectRoot)) || '.';
  for (const module of closure.modules) await copyModule(module, { workspaceRoot, directory });
  await writeGoWork(closure, workspaceRoot, directory);
  const ignored = await readFile(join(projectRoot, '.dockerignore'), 'utf8').catch(() => '');
  await writeFile(join(directory, '.dockerignore'), renderDockerignore(ignored, moduleDir));
  return { contextDir: directory, moduleDir };
}

async function writeGoWork(
  { modules, workFile }: ModuleClosure,
  workspaceRoot: string,
  directory: string,
): Promise<void> {
  if (workFile === undefined) return;
  const folder = dirname(workFile.path);
  const target = join(directory, relative(workspaceRoot, folder));
  await mkdir(target, { recursive: true });
  const use = modules.map((module) => toPosix(relative(folder, module)));
  await writeFile(join(target, 'go.work'), renderGoWork(workFile.content, use));
  await copyFile(join(folder, 'go.work.sum'), join(target, 'go.work.sum')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

function toPosix(path: string): string {
  return path.replaceAll('\\', '/');
}
