import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { BackgroundCommand, BackgroundProcess } from './background-process.ts';
import { cancellationOf, throwIfCancelled } from './cancellation.ts';
import { createMask } from './mask.ts';
import { groupGrace, signalGroup } from './process-group.ts';
import { formatCommand, type RunnerSettings } from './run-command.ts';

/** The same file from `src/context` and from `dist/context`: it is not compiled. */
const keeper = '../../src/context/keep-process.mjs';
/** Lines of standard error that are kept. */
const keptLines = 20;

/**
 * Starts a command in a process group of its own, without a terminal, under a keeper that ends it when we are gone.
 * The keeper starts at once, while the command may still be found out; rejects as that does, and leaves nothing behind.
 * A cancelled run does not end it by itself: tidying up may still need it. Never rejects for the command's own faults.
 */
export async function startProcess(
  command: BackgroundCommand | Promise<BackgroundCommand>,
  { cwd, signal, logger }: Omit<RunnerSettings, 'problems'>,
): Promise<BackgroundProcess> {
  const finding = Promise.resolve(command);
  // It may fail before it is awaited.
  finding.catch(() => undefined);
  throwIfCancelled(signal);
  const { execa } = await import('execa');
  const path = fileURLToPath(new URL(keeper, import.meta.url));
  let mask = (text: string): string => text;
  const subprocess = execa(process.execPath, [path], {
    cwd,
    reject: false,
    cleanup: false,
    buffer: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: 'pipe',
  });
  const output = createLineReader(subprocess.stdout);
  const errors: string[] = [];
  readLines(subprocess.stderr, (line) => {
    errors.push(mask(line));
    if (errors.length > keptLines) errors.shift();
  });
  const ended = Promise.resolve(subprocess.then(({ exitCode }) => exitCode ?? 128));
  void ended.then(output.close);
  // The keeper may be gone before we let go of it.
  subprocess.stdin.on('error', () => undefined);
  const end = async (): Promise<void> => {
    subprocess.stdin.end();
    const timer = setTimeout(() => signalGroup(subprocess.pid, 'SIGKILL'), groupGrace);
    await ended;
    clearTimeout(timer);
    // What it started and left behind goes too.
    signalGroup(subprocess.pid, 'SIGKILL');
  };

  try {
    const found = await finding;
    throwIfCancelled(signal);
    mask = createMask(found.secrets ?? []);
    logger.verbose(mask(formatCommand(found)));
    subprocess.stdin.write(`${toLine(found)}\n`);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    waitFor: (pattern) => output.waitFor(pattern, signal),
    lastLines: () => [...errors],
    ended,
    end,
  };
}

/** What the keeper reads. A variable that is to be removed is null there. */
function toLine({ file, args, env = {} }: BackgroundCommand): string {
  const variables = Object.entries(env).map(([name, value]) => [name, value ?? null] as const);
  return JSON.stringify({ file, args, env: Object.fromEntries(variables) });
}

interface Waiting {
  readonly pattern: RegExp;
  readonly resolve: (match: RegExpExecArray | undefined) => void;
}

interface LineReader {
  waitFor(pattern: RegExp, signal: AbortSignal): Promise<RegExpExecArray | undefined>;
  close(): void;
}

/** Reads lines as they come and forgets them, but for those that came before anybody asked. */
function createLineReader(stream: Readable): LineReader {
  const early: string[] = [];
  const waiting = new Set<Waiting>();
  let isClosed = false;

  readLines(stream, (line) => {
    if (early.length < keptLines) early.push(line);
    for (const entry of waiting) {
      const match = entry.pattern.exec(line);
      if (match !== null) entry.resolve(match);
    }
  });

  return {
    waitFor(pattern: RegExp, signal: AbortSignal): Promise<RegExpExecArray | undefined> {
      const known = early.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (known !== undefined || isClosed) return Promise.resolve(known);
      if (signal.aborted) return Promise.reject(cancellationOf(signal));
      return new Promise((resolve, reject) => {
        const onAbort = () => settle(() => reject(cancellationOf(signal)));
        const entry: Waiting = { pattern, resolve: (match) => settle(() => resolve(match)) };
        const settle = (finish: () => void) => {
          waiting.delete(entry);
          signal.removeEventListener('abort', onAbort);
          finish();
        };
        waiting.add(entry);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
    close: () => {
      isClosed = true;
      for (const { resolve } of waiting) resolve(undefined);
    },
  };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine);
}
