import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFileLock } from './with-file-lock.ts';

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

describe('withFileLock', () => {
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
    const results = await Promise.all(Array.from({ length: 6 }, () => withFileLock(settings(), action)));
    expect(results).toHaveLength(6);
    expect(most).toBe(1);
    expect(await readdir(join(folder, 'locks'))).toEqual([]);
  });

  it('is released when the action fails', async () => {
    await expect(withFileLock(settings(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withFileLock(settings(), () => Promise.resolve('next'))).toBe('next');
  });

  it('takes over the lock of a process that is gone, once, with many waiting', async () => {
    const { pid } = spawnSync('true');
    await leaveLock({ pid, host: hostname() });
    const order: number[] = [];
    const one = (id: number) => withFileLock(settings(), () => Promise.resolve(order.push(id)));
    const ids = Array.from({ length: 12 }, (_, id) => id);
    await Promise.all(ids.map(one));
    expect(order.toSorted((a, b) => a - b)).toEqual(ids);
    expect(await readdir(join(folder, 'locks'))).toEqual([]);
  });

  it('waits for a living process, names it, and stops waiting when cancelled', async () => {
    await leaveLock({ pid: process.pid, host: hostname() });
    const controller = new AbortController();
    const waited: number[] = [];
    const reason = new Error('cancelled');
    const waiting = withFileLock(
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
    expect(await withFileLock(settings(), () => Promise.resolve('done'))).toBe('done');
  });

  it('takes over a lock that was damaged, after a while', async () => {
    await leaveLock({ pid: process.pid, host: 'elsewhere' }, 120_000);
    await writeFile(settings().path, '{"id":');
    const then = new Date(Date.now() - 120_000);
    await utimes(settings().path, then, then);
    expect(await withFileLock(settings(), () => Promise.resolve('done'))).toBe('done');
  });

  it('takes over from one that died while it took over', async () => {
    const { pid } = spawnSync('true');
    await leaveLock({ pid, host: hostname() });
    const gone = await readFile(settings().path, 'utf8');
    const suffix = createHash('sha256').update(gone).digest('hex').slice(0, 16);
    await writeFile(`${settings().path}.${suffix}`, JSON.stringify({ id: 'breaker', pid, host: hostname() }));
    expect(await withFileLock(settings(), () => Promise.resolve('done'))).toBe('done');
    expect(await readdir(join(folder, 'locks'))).toEqual([]);
  });

  it('gives up when its patience ends', async () => {
    const second = () => withFileLock({ ...settings(), patience: 0 }, () => Promise.resolve('in'));
    await expect(withFileLock(settings(), second)).rejects.toMatchObject({ code: 'LOCKED' });
    expect(await second()).toBe('in');
  });
});
