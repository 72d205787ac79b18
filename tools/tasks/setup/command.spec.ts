import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandFailed, createCommandRunner } from './command.mjs';

describe('createCommandRunner', () => {
  it('shows the output of a step that fails, and which it was', async () => {
    const command = [process.execPath, '-e', 'console.log("out"); console.error("reason"); process.exit(3)'];
    const failure = createCommandRunner().step('try', command);
    await expect(failure).rejects.toThrow(CommandFailed);
    await expect(failure).rejects.toThrow(/out[^]*reason[^]*✖ try \(exit code 3\)/);
  });

  it('says what is not installed', async () => {
    await expect(createCommandRunner().run(['no-such-tool'])).rejects.toThrow('«no-such-tool» is not installed.');
  });

  describe('on a signal', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'slipway-command-spec-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)('%s ends grandchildren too and exits with %d', async (signal, code) => {
      // parent → child → grandchild; the grandchild prints its pid and stays.
      const stay = 'console.log(process.pid); setInterval(() => {}, 1000)';
      const child = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stay)}], { stdio: 'inherit' })`;
      const module = new URL('command.mjs', import.meta.url).href;
      await writeFile(
        join(folder, 'parent.mjs'),
        `import { createCommandRunner } from ${JSON.stringify(module)};
         await createCommandRunner().run([process.execPath, '-e', ${JSON.stringify(child)}]);`,
      );
      const parent = spawn(process.execPath, [join(folder, 'parent.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(createInterface({ input: parent.stdout }), 'line');
      parent.kill(signal);
      // «close» comes only when every holder of the pipe is gone, the grandchild included.
      const [exitCode] = (await once(parent, 'close')) as [number];
      expect(exitCode).toBe(code);
    });
  });
});
