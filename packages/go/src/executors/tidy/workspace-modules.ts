import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseGoMod, parseGoWork } from '@slipway/kit';
import type { GoRun } from '../toolchain/with-go.ts';

/** A module of the go.work that holds the one to be tidied. */
export interface WorkspaceModule {
  readonly path: string;
  /** Absolute. */
  readonly folder: string;
}

/** Versions that are written where there is no release: a go.work must say where the module is. */
const unreleased = new Set(['v0.0.0', 'v0.0.0-00010101000000-000000000000']);

/**
 * The modules that `go mod tidy` cannot find by itself: those of the go.work that Go uses in the folder,
 * but for what the folder's go.mod replaces, or requires at a version that was released.
 */
export async function findWorkspaceModules(run: GoRun, folder: string): Promise<readonly WorkspaceModule[]> {
  const { stdout } = await run.go(['env', 'GOWORK'], { cwd: folder, effect: 'read' });
  const goWork = stdout.trim();
  if (goWork === '' || goWork === 'off') return [];
  const own = parseGoMod(await textOf(join(folder, 'go.mod')));
  const settled = new Set([
    ...own.replace.map(({ old }) => old.path),
    ...own.require.filter(({ version = '' }) => !unreleased.has(version)).map(({ path }) => path),
  ]);
  const folders = parseGoWork(await textOf(goWork)).use.map((use) => resolve(dirname(goWork), use));
  const modules = await Promise.all(
    folders.map(async (at) => ({ path: parseGoMod(await textOf(join(at, 'go.mod'))).module, folder: at })),
  );
  return modules.flatMap(({ path, folder: at }) =>
    path === undefined || path === own.module || settled.has(path) ? [] : [{ path, folder: at }],
  );
}

/** What is missing is Go's to report, and it does. */
function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
