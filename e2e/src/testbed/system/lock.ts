import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { Refusal } from '../refusal.ts';

/** Runs an action while no other test bed command holds the same lock. */
export async function withLock<T>(bed: Bed, name: 'lock' | 'prepare.lock', action: () => Promise<T>): Promise<T> {
  const file = join(bed.state, name);
  await mkdir(bed.state, { recursive: true });
  await acquire(file);
  const release = (): Promise<void> => rm(file, { force: true });
  try {
    return await action();
  } finally {
    await release();
  }
}

async function acquire(file: string): Promise<void> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
  } catch {
    const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (isRunning(holder)) throw new Refusal(`Another test bed command is at work (process ${holder}): wait for it.`);
    await writeFile(file, String(process.pid)); // its holder was killed
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
