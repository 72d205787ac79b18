import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './build-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const settings = (signal = new AbortController().signal) => ({
  path: join(folder, 'locks', 'orders'),
  signal,
  onWait: () => undefined,
});

async function leaveLock(holder: { readonly pid: number; readonly host: string }, age = 0): Promise<void> {
  const { path } = settings();
  await mkdir(join(folder, 'locks'), { recursive: true });
  await writeFile(path, JSON.stringify({ id: 'other', ...holder }));
  const then = new Date(Date.now() - age);
  await utimes(path, then, then);
}

describe('withLock', () => {
  it('lets one run at a time, and all in the end', async () => {
    let running = 0;
    let most = 0;
    const action = async () => {
      running += 1;
      most = Math.max(most, running);
      await readdir(folder);
      running -= 1;
      return running;
    };
    const results = await Promise.all(Array.from({ length: 6 }, () => withLock(settings(), action)));
    expect(results).toHaveLength(6);
    expect(most).toBe(1);
    expect(await readdir(join(folder, 'locks'))).toEqual([]);
  });

  it('is released when the action fails', async () => {
    await expect(withLock(settings(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(settings(), () => Promise.resolve('next'))).toBe('next');
  });

  it('takes over the lock of a process that is gone, once, with many waiting', async () => {
    const { pid } = spawnSync('true');
    await leaveLock({ pid, host: hostname() });
    const order: number[] = [];
    const one = (id: number) => withLock(settings(), () => Promise.resolve(order.push(id)));
    await Promise.all([one(1), one(2), one(3)]);
    expect(order.toSorted()).toEqual([1, 2, 3]);
  });

  it('waits for a living process, names it, and stops waiting when cancelled', async () => {
    await leaveLock({ pid: process.pid, host: hostname() });
    const controller = new AbortController();
    const waited: number[] = [];
    const reason = new Error('cancelled');
    const waiting = withLock(
      {
        ...settings(controller.signal),
        onWait: (pid) => {
          waited.push(pid);
          controller.abort(reason);
        },
      },
      () => Promise.resolve(),
    );
    await expect(waiting).rejects.toBe(reason);
    expect(waited).toEqual([process.pid]);
    expect(await readFile(settings().path, 'utf8')).toContain('"other"');
  });

  it('takes over the lock of another machine that gives no sign of life', async () => {
    await leaveLock({ pid: process.pid, host: 'elsewhere' }, 120_000);
    expect(await withLock(settings(), () => Promise.resolve('done'))).toBe('done');
  });
});
