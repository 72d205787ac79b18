import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogger, formatDuration } from './create-logger.ts';
import { withDriverContext } from './with-driver-context.ts';

function createSettings(dryRun = false) {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'slipway-spec-'));
  const settings = {
    workspaceRoot,
    project: { name: 'orders', root: 'services/orders' },
    options: { builder: 'x' },
    dryRun,
    logger: createLogger({ stdout: print, stderr: print }),
  };
  return { settings, printed, workspaceRoot };
}

const touch = (file: string) => ({
  file: process.execPath,
  args: ['-e', `require('node:fs').writeFileSync(process.argv[1], '')`, file],
  effect: 'change' as const,
});

describe('withDriverContext', () => {
  it('gives a private folder, and removes it however the action ends', async () => {
    const { settings } = createSettings();
    let workDir = '';
    const failing = withDriverContext(settings, (context) => {
      workDir = context.workDir;
      writeFileSync(join(workDir, 'file'), 'x');
      return Promise.reject(new Error('on purpose'));
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(workDir).not.toBe('');
    expect(existsSync(workDir)).toBe(false);
  });

  it('says where it may not write, and leaves no listener behind', async () => {
    const { settings, workspaceRoot } = createSettings();
    writeFileSync(join(workspaceRoot, '.nx'), 'a file');
    const before = process.listenerCount('SIGINT');
    await expect(withDriverContext(settings, () => Promise.resolve())).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('removes the folders of runs that were killed, and no other', async () => {
    const { settings, workspaceRoot } = createSettings();
    const parent = join(workspaceRoot, '.nx/workspace-data/slipway/work');
    // No process has that id: it is above the limit of Linux and macOS.
    for (const name of ['4194305000-dead', `${process.pid}-alive`, 'notes'])
      mkdirSync(join(parent, name), { recursive: true });
    await withDriverContext(settings, () => Promise.resolve());
    expect(['4194305000-dead', `${process.pid}-alive`, 'notes'].map((name) => existsSync(join(parent, name)))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('does what it is told', async () => {
    const { settings, workspaceRoot } = createSettings();
    const answer = await withDriverContext(settings, async (context) => {
      await context.run(touch(join(workspaceRoot, 'a')));
      return context.change('write b', () => Promise.resolve('real'), 'assumed');
    });
    expect(answer).toBe('real');
    expect(existsSync(join(workspaceRoot, 'a'))).toBe(true);
  });

  it('changes nothing in a dry run, says what it would do, and still reads', async () => {
    const { settings, workspaceRoot, printed } = createSettings(true);
    const answer = await withDriverContext(settings, async (context) => {
      const { stdout } = await context.run({ file: process.execPath, args: ['-p', '1+1'], effect: 'read' });
      await context.run(touch(join(workspaceRoot, 'a')));
      return [stdout, await context.change('write b', () => Promise.reject(new Error('ran')), 'assumed')];
    });
    expect(answer).toEqual(['2\n', 'assumed']);
    expect(existsSync(join(workspaceRoot, 'a'))).toBe(false);
    expect(printed.join('')).toMatch(/^Would run: .*node.*-e .*\nWould write b\n$/);
  });

  it('turns a signal into a cancelled run, and listens no longer than that', async () => {
    const { settings } = createSettings();
    const before = process.listenerCount('SIGTERM');
    const run = withDriverContext(settings, async (context) => {
      const ended = context.run({
        file: process.execPath,
        args: ['-e', 'setInterval(() => {}, 1000)'],
        effect: 'read',
      });
      process.emit('SIGTERM');
      await ended;
    });
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED', summary: 'Cancelled by SIGTERM.' });
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

it.each([
  [0.4, '0 ms'],
  [84.2, '84 ms'],
  [1234, '1.2 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 00 s'],
  [125_000, '2 min 05 s'],
])('%d ms reads as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
