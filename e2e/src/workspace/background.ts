import { execa } from 'execa';
import { userEnvironment, type RunOptions } from './run.ts';

/** A command that runs until it is told to end. */
export interface Background {
  /** What it has printed so far. */
  output(): string;
  /** Sends a signal to the command alone, as a supervisor does, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<number>;
}

/** Starts a command that does not end by itself. */
export function startBackground(argv: readonly [string, ...string[]], { cwd, env }: RunOptions): Background {
  const [file, ...args] = argv;
  const child = execa(file, args, {
    cwd,
    env: { ...userEnvironment(), ...env },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    buffer: false,
  });
  let printed = '';
  child.all.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  return {
    output: () => printed,
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      const { exitCode } = await child;
      return exitCode ?? 128;
    },
  };
}
