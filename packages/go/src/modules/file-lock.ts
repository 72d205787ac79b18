import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isProcessAlive, SlipwayError } from '@slipway/kit';

/** Milliseconds between two looks at a lock that somebody else holds. */
const pause = 25;
/** Milliseconds to wait for it: an edit takes a few, so who holds it longer hangs. */
const defaultPatience = 15_000;

/**
 * Runs an action while no other process on this machine runs one under the same lock file.
 * The lock of a process that died is taken over. Throws LOCKED when a living one keeps it.
 */
export async function withFileLock<Result>(
  file: string,
  action: () => Promise<Result>,
  patience: number = defaultPatience,
): Promise<Result> {
  await mkdir(dirname(file), { recursive: true });
  await takeLock(file, patience);
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

async function takeLock(file: string, patience: number): Promise<void> {
  for (let waited = 0; ; waited += pause) {
    if (await tryLock(file)) return;
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    if (owner > 0 && !isProcessAlive(owner)) await removeStale(file, owner);
    if (waited >= patience) throw locked(file, owner);
    await setTimeout(pause);
  }
}

/** A link appears with its content or not at all; a file that is made and then written could stay empty for ever. */
async function tryLock(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(own, { force: true });
  }
}

/** Moves the lock aside first: of two processes that found it stale only one may move it, and must see what it moved. */
async function removeStale(file: string, owner: number): Promise<void> {
  const aside = `${file}.${process.pid}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if (Number(await readFile(aside, 'utf8')) === owner) await rm(aside);
    else await rename(aside, file);
  } catch (error) {
    // Somebody else was faster.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function locked(file: string, owner: number): SlipwayError {
  return new SlipwayError({
    code: 'LOCKED',
    summary: `Process ${owner} holds the lock ${file} for too long.`,
    hint: 'Wait for it to end. If it has nothing to do with this workspace, remove the lock file and run the command again.',
  });
}
