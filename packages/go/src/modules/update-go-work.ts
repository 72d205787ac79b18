import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goWorkSettingsFile, renderGoWorkSettings, toWriteError, withFileLock } from '@slipway/kit';
import { editGoWork, type GoWorkEdit } from './edit-go-work.ts';

/** Milliseconds to wait for another edit: one takes a few, so who takes longer hangs. */
const patience = 15_000;

/**
 * Changes the workspace's go.work on disk, and go.work.settings with it. Two processes at once lose nothing:
 * each reads the file again when it is its turn, and the new text appears whole or not at all.
 * Throws WRITE_FAILED, and LOCKED.
 */
export async function updateGoWork(workspaceRoot: string, edit: GoWorkEdit): Promise<void> {
  const file = join(workspaceRoot, 'go.work');
  try {
    const path = join(workspaceRoot, '.nx', 'workspace-data', 'slipway', 'go-work.lock');
    await withFileLock({ path, patience }, async () => {
      const goWork = editGoWork(await readIfThere(file), edit);
      await replaceFile(file, goWork);
      // A run that is killed between the two leaves settings that are old, which is a thing the graph expects.
      await replaceFile(join(workspaceRoot, goWorkSettingsFile), renderGoWorkSettings(goWork));
    });
  } catch (error) {
    throw toWriteError(error, file);
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  // One name, since only one process is here at a time: what a killed one left is overwritten, and goes in every case.
  const partial = `${file}.partial`;
  try {
    if ((await readIfThere(file)) === text) return;
    await writeFile(partial, text);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
