import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file used within this time may be in use by another process now. */
const graceMs = 60 * 60 * 1000;

/**
 * Removes the longest unused files of a folder until the rest is at most `maxSize` bytes.
 * Files used within the last hour stay, whatever the sum, because another process may be reading them.
 * A leftover of a killed run is such a file too: it goes in its turn, or at once when it is older than an hour.
 */
export async function pruneOldest(
  directory: string,
  maxSize: number,
  isLeftover: (name: string) => boolean,
): Promise<void> {
  const limit = Date.now() - graceMs;
  const files = (await Promise.all((await readdir(directory)).map((name) => fileIn(directory, name)))).filter(
    (file) => file !== undefined,
  );
  const oldestFirst = files.sort((a, b) => a.usedAt - b.usedAt);
  let excess = files.reduce((sum, { size }) => sum + size, 0) - maxSize;
  for (const { name, size, usedAt } of oldestFirst) {
    if (usedAt > limit || (excess <= 0 && !isLeftover(name))) continue;
    await rm(join(directory, name), { force: true });
    excess -= size;
  }
}

async function fileIn(
  directory: string,
  name: string,
): Promise<{ readonly name: string; readonly size: number; readonly usedAt: number } | undefined> {
  try {
    const { size, mtimeMs } = await stat(join(directory, name));
    return { name, size, usedAt: mtimeMs };
  } catch {
    // Another process removed it meanwhile.
    return undefined;
  }
}
