import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toWriteError } from '../errors/write-error.ts';
import { isProcessAlive } from './is-process-alive.ts';

/** Folder of the scratch folders, below the workspace: Nx ignores it, and it is on the file system of `dist`. */
const parent = ['.nx', 'workspace-data', 'slipway', 'work'];
const pattern = /^(\d+)-/;

/** Makes a private scratch folder, and removes those of runs that were killed. Throws DISK_FULL, WRITE_FAILED. */
export async function createWorkDir(workspaceRoot: string): Promise<string> {
  const folder = join(workspaceRoot, ...parent);
  try {
    await mkdir(folder, { recursive: true });
    await removeStale(folder);
    return await mkdtemp(join(folder, `${process.pid}-`));
  } catch (error) {
    throw toWriteError(error, folder);
  }
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(pattern.exec(name)?.[1]);
    if (!Number.isNaN(pid) && !isProcessAlive(pid)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
