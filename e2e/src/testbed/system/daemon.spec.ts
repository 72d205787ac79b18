import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBed, type Bed } from '../bed.ts';
import { isDaemonAlive, startDaemon, stopDaemon } from './daemon.ts';

describe.skipIf(process.platform !== 'linux')('a daemon of the test bed', () => {
  let bed: Bed;
  beforeEach(async () => {
    const state = await mkdtemp(join(tmpdir(), 'slipway-daemon-spec-'));
    bed = createBed({ SLIPWAY_TESTBED_STATE: state }, () => undefined);
  });
  afterEach(async () => {
    await stopDaemon(bed, 'sleeper');
    await rm(bed.state, { recursive: true, force: true });
  });

  const record = (): string => join(bed.state, 'run/sleeper.json');
  const start = (script: string): Promise<void> =>
    startDaemon(bed, {
      name: 'sleeper',
      command: [process.execPath, '-e', script],
      isReady: () => Promise.resolve(existsSync(join(bed.state, 'ready'))),
    });
  const writeReady = (): string => `require('node:fs').writeFileSync(${JSON.stringify(join(bed.state, 'ready'))}, '')`;

  it('is alive from when it is ready until it is stopped', async () => {
    expect(await isDaemonAlive(bed, 'sleeper')).toBe(false);
    await start(`${writeReady()}; setInterval(() => {}, 1000)`);
    expect(await isDaemonAlive(bed, 'sleeper')).toBe(true);
    await stopDaemon(bed, 'sleeper');
    expect(await isDaemonAlive(bed, 'sleeper')).toBe(false);
    expect(existsSync(record())).toBe(false);
  });

  it('that ends at once is refused with what it said', async () => {
    await expect(start('console.error("no room"); process.exit(1)')).rejects.toThrow(
      /sleeper did not come up[^]*no room/,
    );
    expect(existsSync(record())).toBe(false);
  });

  it('that cannot be started is refused', async () => {
    const plan = { name: 'sleeper', command: ['/nowhere/tool'], isReady: () => Promise.resolve(true) };
    await expect(startDaemon(bed, plan)).rejects.toThrow('sleeper did not start: /nowhere/tool');
  });

  it('leaves a stranger alone that got the pid of a daemon gone long ago', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(stranger, 'spawn');
    await mkdir(join(bed.state, 'run'), { recursive: true });
    await writeFile(record(), JSON.stringify({ pid: stranger.pid, startTime: '1' }));
    expect(await isDaemonAlive(bed, 'sleeper')).toBe(false);
    await stopDaemon(bed, 'sleeper');
    expect(await readFile(`/proc/${stranger.pid ?? 0}/stat`, 'utf8')).not.toMatch(/\) [ZX] /);
    stranger.kill('SIGKILL');
    await once(stranger, 'close');
  });
});
