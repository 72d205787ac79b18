import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';

// The module itself is a set-up file of every spec.
describe('output of what is under test', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is a line of the console, as it was written', () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    expect(process.stdout.write('--- FAIL: %s\n')).toBe(true);
    process.stdout.write(new TextEncoder().encode('ünder\n\n'));
    expect(log.mock.calls).toEqual([
      ['%s', '--- FAIL: %s'],
      ['%s', 'ünder\n'],
    ]);
  });

  it('tells its writer that it is written', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    await new Promise<void>((resolve) => {
      process.stderr.write('text', () => {
        resolve();
      });
    });
    await new Promise<void>((resolve) => {
      process.stderr.write('text', 'utf8', () => {
        resolve();
      });
    });
    expect(console.error).toHaveBeenCalledTimes(2);
  });

  it('holds what a child prints whose errors go to our own stream', () => {
    const error = vi.spyOn(console, 'error').mockReturnValue();
    execFileSync(process.execPath, ['-e', 'console.error("from the child")']);
    expect(error.mock.calls).toEqual([['%s', 'from the child']]);
  });
});
