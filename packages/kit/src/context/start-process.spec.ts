import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { BackgroundProcess } from './background-process.ts';
import { cancelled } from './cancellation.ts';
import { createLogger } from './create-logger.ts';
import { isProcessAlive } from './is-process-alive.ts';
import { startProcess } from './start-process.ts';

/** Runs a program given as JavaScript beside the test. */
async function startNode(
  script: string,
  { signal = new AbortController().signal, secrets = [] }: { signal?: AbortSignal; secrets?: readonly string[] } = {},
): Promise<{ readonly child: BackgroundProcess; readonly printed: readonly string[] }> {
  const printed: string[] = [];
  const logger = createLogger({ verbose: true, stderr: (text) => printed.push(text) });
  const command = { file: process.execPath, args: ['-e', script], secrets };
  return { child: await startProcess(command, { cwd: tmpdir(), signal, logger }), printed };
}

/** Prints its process id, and runs for ever. */
const server = `console.log('Serving as ' + process.pid); setInterval(() => {}, 1000);`;

describe('startProcess', () => {
  it('goes on until it is ended, and is gone then', async () => {
    const { child } = await startNode(server);
    const pid = Number((await child.waitFor(/^Serving as (\d+)$/))?.[1]);
    expect(isProcessAlive(pid)).toBe(true);
    await child.end();
    expect(isProcessAlive(pid)).toBe(false);
    expect(await child.ended).not.toBe(0);
    await child.end();
  });

  it('finds a line that came before anybody asked', async () => {
    const { child } = await startNode(server);
    await child.waitFor(/Serving/);
    expect((await child.waitFor(/^Serving (as)/))?.[1]).toBe('as');
    await child.end();
  });

  it('ends one that does not want to', async () => {
    const { child } = await startNode(`process.on('SIGTERM', () => {}); ${server}`);
    const pid = Number((await child.waitFor(/(\d+)$/))?.[1]);
    await child.end();
    expect(isProcessAlive(pid)).toBe(false);
  });

  it('tells of one that ends by itself, by its last lines, without secrets', async () => {
    const script = `for (let i = 1; i <= 25; i++) console.error('line ' + i + ' hunter2'); process.exitCode = 3;`;
    const { child, printed } = await startNode(script, { secrets: ['hunter2'] });
    expect(await child.waitFor(/never/)).toBeUndefined();
    expect(await child.ended).toBe(3);
    expect(child.lastLines()).toHaveLength(20);
    expect(child.lastLines().at(-1)).toBe('line 25 ***');
    expect(printed.join('')).not.toContain('hunter2');
  });

  it('tells of one that cannot be started', async () => {
    const settings = { cwd: tmpdir(), signal: new AbortController().signal, logger: createLogger() };
    const child = await startProcess({ file: join(tmpdir(), 'no-such-program'), args: [] }, settings);
    expect(await child.ended).toBe(127);
    expect(child.lastLines().join()).toContain('ENOENT');
  });

  it('adds variables and removes others', async () => {
    const settings = { cwd: tmpdir(), signal: new AbortController().signal, logger: createLogger() };
    const script = `console.log('ADDED' in process.env, 'PATH' in process.env)`;
    const env = { ADDED: '1', PATH: undefined };
    const child = await startProcess({ file: process.execPath, args: ['-e', script], env }, settings);
    expect((await child.waitFor(/(true|false) (true|false)/))?.[0]).toBe('true false');
    await child.end();
  });

  it('rejects as finding out the command does', async () => {
    const settings = { cwd: tmpdir(), signal: new AbortController().signal, logger: createLogger() };
    const reason = new Error('not today');
    await expect(startProcess(Promise.reject(reason), settings)).rejects.toBe(reason);
  });

  it('starts no command once the run is cancelled', async () => {
    const controller = new AbortController();
    const settings = { cwd: tmpdir(), signal: controller.signal, logger: createLogger() };
    const found = Promise.resolve().then(() => {
      controller.abort(cancelled('SIGINT'));
      return { file: process.execPath, args: ['-e', server] };
    });
    await expect(startProcess(found, settings)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('stops waiting when the run is cancelled, and leaves the process to whoever started it', async () => {
    const controller = new AbortController();
    const { child } = await startNode(server, { signal: controller.signal });
    const pid = Number((await child.waitFor(/(\d+)$/))?.[1]);
    const waiting = child.waitFor(/never/);
    controller.abort(cancelled('SIGINT'));
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(isProcessAlive(pid)).toBe(true);
    await child.end();
  });

  it('has no terminal to ask on', async () => {
    const { child } = await startNode(`process.stdin.on('end', () => console.log('nobody there')).resume();`);
    expect(await child.waitFor(/nobody there/)).toBeDefined();
    await child.end();
  });
});

it('the keeper ends its command when whoever started it is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-keeper-'));
  const ended = join(folder, 'ended');
  writeFileSync(
    join(folder, 'server.mjs'),
    `import { writeFileSync } from 'node:fs';
     process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(ended)}, ''); process.exit(); });
     ${server}`,
  );
  const keeper = fileURLToPath(new URL('keep-process.mjs', import.meta.url));
  const command = JSON.stringify({ file: process.execPath, args: [join(folder, 'server.mjs')], env: {} });
  // A run that is killed with SIGKILL: it cannot do anything about what it started.
  const run = spawn(
    process.execPath,
    [
      '-e',
      `const keeper = require('node:child_process').spawn(process.execPath, [${JSON.stringify(keeper)}], { stdio: ['pipe', 'inherit', 'inherit'] });
       keeper.stdin.write(${JSON.stringify(`${command}\n`)});`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: run.stdout });
  await once(lines, 'line');
  run.kill('SIGKILL');
  // The command holds the other end of this pipe: it closes when the command is gone.
  await once(lines, 'close');
  expect(existsSync(ended)).toBe(true);
});
