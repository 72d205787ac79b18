import { execa } from 'execa';
import { userEnvironment, type RunOptions } from './run.ts';

/** A command that runs until it is told to end. */
export interface Background {
  /** What it has printed so far. */
  output(): string;
  /** Its exit code, 128 for one that a signal ended. */
  readonly ended: Promise<number>;
  /** Sends a signal, and waits for the command's end. */
  stop(signal?: NodeJS.Signals): Promise<number>;
}

/** What a command in the background may set. */
export interface BackgroundOptions extends RunOptions {
  /** Whether `stop` signals the whole process group, as a terminal does, or the command alone, as a supervisor does (default). */
  readonly group?: boolean;
}

/** Starts a command that does not end by itself. */
export function startBackground(
  argv: readonly [string, ...string[]],
  { cwd, env, group = false }: BackgroundOptions,
): Background {
  const [file, ...args] = argv;
  const child = execa(file, args, {
    cwd,
    env: { ...userEnvironment(), ...env },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    buffer: false,
    detached: group,
  });
  let printed = '';
  const ended = child.then(({ exitCode }) => exitCode ?? 128);
  child.all.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  return {
    output: () => printed,
    ended,
    async stop(signal = 'SIGINT') {
      if (group && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
      return await ended;
    },
  };
}
