import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder of the scratch folders, below the workspace: Nx ignores it, and it is on the file system of `dist`. */
const parent = ['.nx', 'workspace-data', 'slipway', 'work'];
const pattern = /^(\d+)-/;

/** Makes a private scratch folder, and removes those of runs that were killed. */
export async function createWorkDir(workspaceRoot: string): Promise<string> {
  const folder = join(workspaceRoot, ...parent);
  await mkdir(folder, { recursive: true });
  await removeStale(folder);
  return mkdtemp(join(folder, `${process.pid}-`));
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(pattern.exec(name)?.[1]);
    if (!Number.isNaN(pid) && !isAlive(pid)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
