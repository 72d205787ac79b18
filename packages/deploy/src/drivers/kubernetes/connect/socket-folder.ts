import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProcessAlive, type DriverContext } from '@slipway/kit';

/** `slw-<pid>-XXXXXX`: short, because the whole path of a socket may have 103 bytes on macOS. */
const pattern = /^slw-(\d+)-/;
const longestFolder = 70;

/** Makes a private folder for a socket. `mkdtemp` makes it for its owner alone. */
export async function createSocketFolder(): Promise<string> {
  return await mkdtemp(join(parentFolder(), `slw-${process.pid}-`));
}

/**
 * Removes what killed runs left, proxies first. The keeper of a proxy ends it when its run dies; this is for the
 * proxy whose keeper was killed as well. A process counts as one only by the folder in its command line, never by a
 * number that may have been given out again.
 */
export async function removeLeftFolders({ run }: Pick<DriverContext, 'run'>): Promise<void> {
  const folders = await findLeftFolders();
  if (folders.length === 0) return;
  // No `ps` here, or another one: then nobody knows, and the folders stay.
  const processes = await run({ file: 'ps', args: ['-A', '-ww', '-o', 'pid=,command='], effect: 'read' }).catch(
    () => undefined,
  );
  if (processes === undefined) return;
  for (const folder of folders) {
    for (const pid of pidsOf(processes.stdout, `${folder}/`)) endProcess(pid);
    await rm(folder, { recursive: true, force: true });
  }
}

async function findLeftFolders(): Promise<readonly string[]> {
  const parent = parentFolder();
  // A hardened folder can be written to and not be listed: then nobody knows what was left.
  const names = (await readdir(parent).catch(() => [])).filter((name) => {
    const pid = pattern.exec(name)?.[1];
    return pid !== undefined && !isProcessAlive(Number(pid));
  });
  const own: string[] = [];
  for (const name of names) {
    const path = join(parent, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isDirectory() === true && stats.uid === process.getuid?.()) own.push(path);
  }
  return own;
}

function pidsOf(list: string, needle: string): readonly number[] {
  const lines = list.split('\n').filter((line) => line.includes(needle));
  return lines.map((line) => Number.parseInt(line.trim(), 10)).filter((pid) => pid > 1 && pid !== process.pid);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    // ESRCH: gone meanwhile. EPERM: somebody else's.
    if (!['ESRCH', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

function parentFolder(): string {
  const folder = tmpdir();
  return Buffer.byteLength(folder) > longestFolder ? '/tmp' : folder;
}
