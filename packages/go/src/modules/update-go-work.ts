import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toWriteError, withFileLock } from '@slipway/kit';
import { editGoWork, type GoWorkEdit } from './edit-go-work.ts';

/** Milliseconds to wait for another edit: one takes a few, so who takes longer hangs. */
const patience = 15_000;

/**
 * Adds modules to the workspace's go.work on disk. Two processes at once lose nothing:
 * each reads the file again when it is its turn, and the new text appears whole or not at all.
 * Throws WRITE_FAILED, and LOCKED.
 */
export async function updateGoWork(workspaceRoot: string, edit: GoWorkEdit): Promise<void> {
  const file = join(workspaceRoot, 'go.work');
  try {
    await updateLocked(workspaceRoot, file, edit);
  } catch (error) {
    throw toWriteError(error, file);
  }
}

async function updateLocked(workspaceRoot: string, file: string, edit: GoWorkEdit): Promise<void> {
  const path = join(workspaceRoot, '.nx', 'workspace-data', 'slipway', 'go-work.lock');
  await withFileLock({ path, patience }, async () => {
    // One name, since only one process is here at a time: what a killed one left is overwritten, and goes in every case.
    const partial = `${file}.partial`;
    try {
      const before = await readFile(file, 'utf8').catch(absent);
      const after = editGoWork(before, edit);
      if (after === before) return;
      await writeFile(partial, after);
      await rename(partial, file);
    } finally {
      await rm(partial, { force: true });
    }
  });
}

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
