import { execa } from 'execa';
import { userEnvironment } from '../workspace/run.ts';

/** Where a demo runs, and how it tells what it does. */
export interface Stage {
  /** A folder of its own, removed afterwards. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Runs one step and prints a line with its time; `tell` adds what came out of it. */
export async function step<T>(
  { say }: Stage,
  title: string,
  action: () => Promise<T>,
  tell?: (result: T) => string,
): Promise<T> {
  const started = performance.now();
  const result = await action();
  const time = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  say(`✔ ${title.padEnd(46)} ${time.padStart(7)}${tell === undefined ? '' : `   ${tell(result)}`}`);
  return result;
}

/** Runs a command that has to succeed. Its output is shown only when it fails. */
export async function runCommand(
  stage: Stage,
  argv: readonly [string, ...string[]],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [file, ...args] = argv;
  const result = await execa(file, args, {
    cwd,
    env: { ...userEnvironment(), ...env },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    cancelSignal: stage.signal,
    // nx ends what it started before it ends itself.
    forceKillAfterDelay: 8_000,
  });
  stage.signal.throwIfAborted();
  if (result.exitCode !== 0) throw new Error(`${argv.join(' ')}\n${result.all}\n${result.shortMessage ?? ''}`);
  return result.stdout;
}
