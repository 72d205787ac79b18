import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isProcessAlive } from '@slipway/kit';

/** Milliseconds between two signs of life of a holder, and between two looks of a waiter. */
const heartbeat = 5000;
const poll = 50;
/** Milliseconds without a sign of life after which a holder on another machine counts as gone. */
const staleAfter = 12 * heartbeat;

interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/** What a waiter needs. */
export interface LockSettings {
  /** Absolute path of the lock file. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Called once if somebody else holds the lock. */
  onWait(pid: number): void;
}

/**
 * Runs an action while no other process runs one under the same lock.
 * The lock of a killed process is taken over: at once on the same machine, after a minute where `dist` is shared by machines.
 */
export async function withLock<T>(settings: LockSettings, action: () => Promise<T>): Promise<T> {
  const { path } = settings;
  await mkdir(dirname(path), { recursive: true });
  const holder: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
  await acquire(settings, holder);
  const timer = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), heartbeat).unref();
  try {
    return await action();
  } finally {
    clearInterval(timer);
    // A lock that was taken over in the meantime belongs to somebody else.
    if ((await readHolder(path))?.id === holder.id) await rm(path, { force: true });
  }
}

async function acquire({ path, signal, onWait }: LockSettings, holder: Holder): Promise<void> {
  // A link appears with its content or not at all; a file that is created and then written may stay empty for ever.
  const own = `${path}.${holder.id}`;
  await writeFile(own, JSON.stringify(holder));
  let isFirst = true;
  try {
    while (!(await tryLink(own, path))) {
      const current = await readHolder(path);
      if (current === undefined) continue; // Released between the two looks.
      if (await isGone(path, current)) {
        await takeAway(path, current);
        continue;
      }
      if (isFirst) onWait(current.pid);
      isFirst = false;
      await delay(poll, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
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

/** Removes the lock of a holder that is gone, and of nobody else: what a rename caught by mistake is put back. */
async function takeAway(path: string, gone: Holder): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // Another waiter was faster.
    throw error;
  }
  if ((await readHolder(aside))?.id !== gone.id) await tryLink(aside, path);
  await rm(aside, { force: true });
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return { id: '', pid: 0, host: '' };
    throw error;
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
