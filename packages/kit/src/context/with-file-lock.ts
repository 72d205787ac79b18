import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SlipwayError } from '../errors/slipway-error.ts';
import { isProcessAlive } from './is-process-alive.ts';

/** Milliseconds between two signs of life of a holder, and between two looks of a waiter. */
const heartbeat = 5000;
const poll = 25;
/** Milliseconds without a sign of life after which a holder on another machine counts as gone. */
const staleAfter = 12 * heartbeat;

/** Which lock, and how long to wait for it. */
export interface FileLock {
  /** Absolute path of the lock file. Its folder is made. */
  readonly path: string;
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which waiting ends with LOCKED. Default: none, it waits on. */
  readonly patience?: number;
  /** Called once if somebody else holds the lock. */
  readonly onWait?: (pid: number) => void;
}

/** What stands in a lock file. `id` makes each text one of its kind. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Runs an action while no other process runs one under the same lock.
 * The lock of a killed process is taken over: at once on the same machine, after a minute where a disk is shared by machines.
 * The file system must know hard links.
 */
export async function withFileLock<T>(lock: FileLock, action: () => Promise<T>): Promise<T> {
  const { path } = lock;
  await mkdir(dirname(path), { recursive: true });
  const holder: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
  const text = JSON.stringify(holder);
  await acquire(lock, text);
  const timer = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), heartbeat).unref();
  try {
    return await action();
  } finally {
    clearInterval(timer);
    // A lock that was taken over in the meantime belongs to somebody else.
    if ((await readLock(path)) === text) await rm(path, { force: true });
  }
}

async function acquire({ path, signal, patience, onWait }: FileLock, text: string): Promise<void> {
  // A link appears with its content or not at all; a file that is created and then written may stay empty for ever.
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, text);
  const start = performance.now();
  let isFirst = true;
  try {
    while (!(await tryLink(own, path))) {
      const current = await readLock(path);
      if (current === undefined) continue; // Released between the two looks.
      const holder = parseHolder(current);
      if (await isGone(path, holder)) {
        await breakLock(path, current);
        continue;
      }
      if (patience !== undefined && performance.now() - start >= patience) throw locked(path, holder);
      if (isFirst) onWait?.(holder.pid);
      isFirst = false;
      await delay(poll, undefined, signal === undefined ? {} : { signal });
    }
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/**
 * Removes the lock of a holder that is gone. Of many waiters one may do that, and only while it still is that lock:
 * the next holder's looks the same from outside. So breaking has a lock of its own, which can be broken in turn.
 */
async function breakLock(path: string, gone: string): Promise<void> {
  const suffix = createHash('sha256').update(gone).digest('hex').slice(0, 16);
  await withFileLock({ path: `${path}.${suffix}` }, async () => {
    if ((await readLock(path)) === gone) await rm(path, { force: true });
  });
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What cannot be read is no holder of this machine: its age decides. */
function parseHolder(text: string): Holder {
  try {
    return { id: '', pid: 0, host: '', ...(JSON.parse(text) as Partial<Holder>) };
  } catch {
    return { id: '', pid: 0, host: '' };
  }
}

async function isGone(path: string, { pid, host }: Holder): Promise<boolean> {
  if (host === hostname()) return !isProcessAlive(pid);
  try {
    return Date.now() - (await stat(path)).mtimeMs > staleAfter;
  } catch {
    return false; // Released just now.
  }
}

function locked(path: string, { pid }: Holder): SlipwayError {
  return new SlipwayError({
    code: 'LOCKED',
    summary: `Process ${pid} holds the lock ${path} for too long.`,
    hint: 'Wait for it to end. If it has nothing to do with this workspace, remove the lock file and run the command again.',
  });
}
