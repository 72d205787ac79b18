import { existsSync } from 'node:fs';
import type { Problem } from '../drivers/driver.ts';
import { SlipwayError } from '../errors/slipway-error.ts';
import { cancellationOf, throwIfCancelled } from './cancellation.ts';
import type { Command, CommandResult } from './command.ts';
import { toCommandError } from './command-error.ts';
import type { Logger } from './logger.ts';
import { createMask } from './mask.ts';
import { groupGrace, signalGroup } from './process-group.ts';

/** Characters of a live command's output that are kept for its result and its error. */
const liveTail = 64 * 1024;

/** Where and how commands run. */
export interface RunnerSettings {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly problems: readonly Problem[];
}

/**
 * Runs one command in a process group of its own, so that a cancelled run takes the whole group with it.
 * The group has no terminal: nothing that runs here can prompt.
 */
export async function runCommand(
  command: Command,
  { cwd, signal: runSignal, logger, problems }: RunnerSettings,
): Promise<CommandResult> {
  const signal = command.signal === undefined ? runSignal : AbortSignal.any([runSignal, command.signal]);
  throwIfCancelled(signal);
  const mask = createMask(command.secrets ?? []);
  logger.verbose(mask(formatCommand(command)));
  const start = performance.now();
  const folder = command.cwd ?? cwd;
  const refuse = (error: unknown): never => {
    throw toSpawnError(command, folder, mask, error);
  };
  const child = await startChild(command, folder, (line) => logger.output(mask(line))).catch(refuse);
  if (child.pid !== undefined) command.onStart?.();
  const end = endGroupOnAbort(child.pid, signal);
  const { spawnError, ...ended } = await child.ended.finally(end.dispose);
  const result: CommandResult = { ...ended, duration: performance.now() - start };

  if (signal.aborted) throw cancellationOf(signal);
  if (spawnError !== undefined) refuse(spawnError);
  if (![0, ...(command.acceptExitCodes ?? [])].includes(result.exitCode)) {
    throw toCommandError({ command: mask(formatCommand(command)), result: maskResult(result, mask), problems });
  }
  if (command.title !== undefined) logger.step(command.title, result.duration);
  return result;
}

/** The command as a person would read it; arguments with blanks are quoted, nothing is meant for a shell. */
export function formatCommand({ file, args }: Pick<Command, 'file' | 'args'>): string {
  return [file, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

interface Child {
  readonly pid: number | undefined;
  readonly ended: Promise<Omit<CommandResult, 'duration'> & { readonly spawnError: unknown }>;
}

async function startChild(command: Command, cwd: string, show: (line: string) => void): Promise<Child> {
  const { execa } = await import('execa');
  const live = command.output === 'live';
  const tail = { stdout: '', stderr: '' };
  // Passes nothing on: what is shown as it comes need not be held in memory as well.
  const watch = (stream: 'stdout' | 'stderr') =>
    function* (line: unknown): Generator<never> {
      const text = String(line);
      show(text);
      const grown = `${tail[stream]}${text}\n`;
      // Not cut at every line: that would copy the whole tail each time.
      tail[stream] = grown.length < 2 * liveTail ? grown : grown.slice(-liveTail);
    };
  const subprocess = execa(command.file, command.args, {
    cwd,
    env: { ...process.env, ...command.env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    cleanup: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(command.input === undefined ? { stdin: 'ignore' } : { input: command.input }),
    ...(live ? { stdout: watch('stdout'), stderr: watch('stderr') } : { stdout: 'pipe', stderr: 'pipe' }),
  });
  const ended = subprocess.then((result) => ({
    exitCode: result.exitCode ?? 128,
    stdout: live ? tail.stdout.slice(-liveTail) : text(result.stdout),
    stderr: live ? tail.stderr.slice(-liveTail) : text(result.stderr),
    spawnError: result.exitCode === undefined && result.signal === undefined ? result : undefined,
  }));
  // `then` alone would make the first tick of a failed spawn an unhandled rejection.
  return { pid: subprocess.pid, ended: Promise.resolve(ended) };
}

function text(output: unknown): string {
  return typeof output === 'string' ? output : '';
}

function endGroupOnAbort(pid: number | undefined, signal: AbortSignal): { dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    signalGroup(pid, 'SIGTERM');
    timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), groupGrace);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    dispose() {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
      // The leader is gone; what it started and left behind goes too.
      if (signal.aborted) signalGroup(pid, 'SIGKILL');
    },
  };
}

function maskResult(result: CommandResult, mask: (text: string) => string): CommandResult {
  return { ...result, stdout: mask(result.stdout), stderr: mask(result.stderr) };
}

function toSpawnError(
  command: Command,
  cwd: string,
  mask: (text: string) => string,
  spawnError: unknown,
): SlipwayError {
  const { code = '', shortMessage, message } = spawnError as NodeJS.ErrnoException & { shortMessage?: string };
  // What Node and execa throw carries the arguments.
  const cause = command.secrets === undefined ? spawnError : undefined;
  if (!existsSync(cwd)) {
    return new SlipwayError({
      code: 'COMMAND_FAILED',
      summary: `Cannot run ${command.file} in ${cwd}: no such folder.`,
      cause,
    });
  }
  if (code === 'ENOENT' || code === 'EACCES') {
    return new SlipwayError({
      code: 'TOOL_MISSING',
      summary: code === 'ENOENT' ? `${command.file} is not installed.` : `${command.file} cannot be executed.`,
      hint: 'Run "npx slipway doctor" to see what is missing and how to install it.',
      cause,
    });
  }
  return new SlipwayError({
    code: 'COMMAND_FAILED',
    summary: `${command.file} could not be started.`,
    details: [mask(shortMessage ?? message)],
    cause,
  });
}
