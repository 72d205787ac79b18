import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../drivers/driver.ts';
import { isSlipwayError, SlipwayError } from '../errors/slipway-error.ts';
import { cancelled } from './cancellation.ts';
import type { Command, CommandResult } from './command.ts';
import { createLogger } from './create-logger.ts';
import { runCommand } from './run-command.ts';

interface Run {
  readonly result?: CommandResult;
  readonly error?: SlipwayError;
  readonly printed: string;
}

/** Runs a program given as JavaScript, in a real process. */
async function runNode(
  script: string,
  options: Partial<Command> & {
    readonly signal?: AbortSignal;
    readonly problems?: readonly Problem[];
    readonly onPrint?: (text: string) => void;
  } = {},
): Promise<Run> {
  const { signal = new AbortController().signal, problems = [], onPrint, ...command } = options;
  let printed = '';
  const print = (text: string) => {
    printed += text;
    onPrint?.(text);
  };
  const logger = createLogger({ verbose: true, stdout: print, stderr: print });
  try {
    const result = await runCommand(
      { file: process.execPath, args: ['-e', script], effect: 'read', ...command },
      { cwd: tmpdir(), signal, logger, problems },
    );
    return { result, printed };
  } catch (error) {
    if (!isSlipwayError(error)) throw error;
    return { error, printed };
  }
}

/** A zombie is dead: where no init process reaps orphans, its entry stays. */
function isAlive(pid: number): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && !stdout.startsWith('Z');
}

describe('runCommand', () => {
  it('keeps a secret to itself when the program cannot even be started', async () => {
    const { error } = await runNode('', { args: ['--password=hunter2\0'], secrets: ['hunter2'] });
    expect(error?.code).toBe('COMMAND_FAILED');
    expect(inspect(error)).toContain('--password=***');
    expect(inspect(error)).not.toContain('hunter2');
  });

  it('gives both streams, whole', async () => {
    const { result } = await runNode(
      `process.stdout.write('o'.repeat(300000)); process.stderr.write('e'.repeat(300000))`,
    );
    expect(result).toMatchObject({ exitCode: 0, stdout: 'o'.repeat(300_000), stderr: 'e'.repeat(300_000) });
  });

  it('says when the program runs, and says nothing of one that never did', async () => {
    const told: string[] = [];
    await runNode(`process.stdin.on('end', () => console.log('done')).resume()`, {
      onStart: () => told.push('started'),
    });
    expect(told).toEqual(['started']);
    await runNode('', { file: join(tmpdir(), 'no-such-program'), onStart: () => told.push('never') });
    expect(told).toEqual(['started']);
  });

  it('passes arguments as they stand: there is no shell', async () => {
    const args = ['$(id)', '`id`', 'a b', '"', "'", ';', '*', '', '--x=\n'];
    const { result } = await runNode('', {
      args: ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args],
    });
    expect(JSON.parse(result?.stdout ?? '')).toEqual(args);
  });

  it('adds to the environment and takes from it', async () => {
    process.env['SLIPWAY_SPEC'] = 'inherited';
    const script = `console.log(process.env.SLIPWAY_SPEC, process.env.SLIPWAY_ADDED, typeof process.env.PATH)`;
    expect((await runNode(script, { env: { SLIPWAY_ADDED: 'yes' } })).result?.stdout).toBe('inherited yes string\n');
    expect((await runNode(script, { env: { SLIPWAY_SPEC: undefined } })).result?.stdout).toBe(
      'undefined undefined string\n',
    );
    delete process.env['SLIPWAY_SPEC'];
  });

  it('gives input, and an empty one by default: nothing waits for the terminal', async () => {
    const echo = `process.stdin.pipe(process.stdout)`;
    expect((await runNode(echo, { input: 'text' })).result?.stdout).toBe('text');
    expect((await runNode(echo)).result?.stdout).toBe('');
  });

  it('shows live output line by line, and keeps its end', async () => {
    const { result, printed } = await runNode(`console.log('one'); console.error('two')`, { output: 'live' });
    expect(printed).toContain('one\n');
    expect(printed).toContain('two\n');
    expect(result).toMatchObject({ stdout: 'one\n', stderr: 'two\n' });
  });

  it('takes an exit code as an answer only when told to', async () => {
    expect((await runNode('process.exit(3)', { acceptExitCodes: [3] })).result?.exitCode).toBe(3);
    const { error } = await runNode(`console.error('the reason'); process.exit(3)`);
    expect(error).toMatchObject({ code: 'COMMAND_FAILED' });
    expect(error?.message).toContain('exit code 3');
    expect(error?.message).toContain('the reason');
  });

  it('says why by the first problem that fits', async () => {
    const problems: Problem[] = [
      { pattern: /cannot connect to (\S+)/, code: 'DAEMON_DOWN', summary: '$1 is down.', hint: 'Start $1.' },
    ];
    const { error } = await runNode(`console.error('cannot connect to docker'); process.exit(1)`, { problems });
    expect(error).toMatchObject({ code: 'DAEMON_DOWN', summary: 'docker is down.', hint: 'Start docker.' });
    const full = await runNode(`console.error('write x: no space left on device'); process.exit(1)`);
    expect(full.error?.code).toBe('DISK_FULL');
  });

  it('shows a secret nowhere', async () => {
    const secret = 's3cret/value';
    const script = `console.log(process.argv[1]); console.error(process.argv[1]); process.exit(1)`;
    const { error, printed } = await runNode('', { args: ['-e', script, secret], secrets: [secret], output: 'live' });
    expect(`${printed}${error?.message}`).not.toContain(secret);
    expect(error?.message).toContain('***');
  });

  it('says that a program is missing, or cannot be executed, or has no folder to run in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-spec-'));
    writeFileSync(join(folder, 'plain.txt'), 'x');
    chmodSync(join(folder, 'plain.txt'), 0o644);
    expect((await runNode('', { file: 'no-such-program-here' })).error).toMatchObject({
      code: 'TOOL_MISSING',
      summary: 'no-such-program-here is not installed.',
    });
    expect((await runNode('', { file: join(folder, 'plain.txt') })).error?.code).toBe('TOOL_MISSING');
    expect((await runNode('', { cwd: join(folder, 'gone') })).error?.summary).toContain('no such folder');
  });

  it('does not start when cancelled already', async () => {
    const { error, printed } = await runNode(`console.log('ran')`, { signal: AbortSignal.abort(cancelled('SIGINT')) });
    expect(error?.code).toBe('CANCELLED');
    expect(printed).toBe('');
  });

  it('ends with the reason of a signal of its own', async () => {
    const controller = new AbortController();
    const logger = createLogger({
      stdout: () => undefined,
      stderr: () => {
        controller.abort(new SlipwayError({ code: 'ROLLOUT_TIMEOUT', summary: 'Too late.' }));
      },
    });
    const command = { file: process.execPath, args: ['-e', `console.log('up'); setInterval(() => {}, 1000)`] };
    const ended = runCommand(
      { ...command, effect: 'read', output: 'live', signal: controller.signal },
      { cwd: tmpdir(), signal: new AbortController().signal, logger, problems: [] },
    );
    await expect(ended).rejects.toMatchObject({ code: 'ROLLOUT_TIMEOUT' });
  });

  it('takes the whole process group with it when cancelled', async () => {
    const controller = new AbortController();
    const grandchild = `setInterval(() => {}, 1000)`;
    const script = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}]);
      console.log('pids', process.pid, child.pid);
      setInterval(() => {}, 1000);`;
    let pids: number[] = [];
    const { error } = await runNode(script, {
      output: 'live',
      signal: controller.signal,
      onPrint: (text) => {
        const match = /^pids (\d+) (\d+)/m.exec(text);
        if (match === null) return;
        pids = match.slice(1).map(Number);
        controller.abort(cancelled('SIGTERM'));
      },
    });
    expect(error).toMatchObject({ code: 'CANCELLED', summary: 'Cancelled by SIGTERM.' });
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  it('is not stopped by a child that ignores SIGTERM', async () => {
    const controller = new AbortController();
    const { error } = await runNode(`process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`, {
      output: 'live',
      signal: controller.signal,
      onPrint: (text) => {
        if (text.startsWith('up')) controller.abort(cancelled('SIGINT'));
      },
    });
    expect(error?.code).toBe('CANCELLED');
  });
});
