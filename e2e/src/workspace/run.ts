import { execa } from 'execa';

/** How a command ended. */
export interface Outcome {
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, in the order they came. */
  readonly all: string;
}

/** What a run may set. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Seconds until the command is killed. Default: 280. */
  readonly timeout?: number;
}

/**
 * The environment of a user who does nothing special, on a machine without a terminal. Where the suite asks for it
 * (`SLIPWAY_E2E_PLUGINS=in-process`), plugins run in Nx itself: with a process for each, a command takes three times the work.
 */
export function userEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|npm_|VITEST|NODE_ENV|INIT_CWD|FORCE_COLOR)/.test(name),
  );
  const plugins = process.env['SLIPWAY_E2E_PLUGINS'] === 'in-process' ? { NX_ISOLATE_PLUGINS: 'false' } : {};
  return { ...Object.fromEntries(inherited), ...plugins, NX_NO_CLOUD: 'true', NX_DAEMON: 'false', NX_TUI: 'false' };
}

/** Runs a command from an argument array, whatever its exit code. */
export async function run(
  argv: readonly [string, ...string[]],
  { cwd, env, timeout = 280 }: RunOptions,
): Promise<Outcome> {
  const [file, ...args] = argv;
  const result = await execa(file, args, {
    cwd,
    env: { ...userEnvironment(), ...env },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    timeout: timeout * 1000,
    stripFinalNewline: false,
  });
  const { exitCode, stdout, stderr, all, shortMessage } = result;
  const command = argv.join(' ');
  // Killed, or never started: there is no exit code, and the reason stands nowhere else.
  if (exitCode === undefined) return { command, exitCode: -1, stdout, stderr, all: `${all}${shortMessage ?? ''}` };
  return { command, exitCode, stdout, stderr, all };
}

/** Runs a command that has to succeed. The error shows all that it printed. */
export async function runOk(argv: readonly [string, ...string[]], options: RunOptions): Promise<Outcome> {
  const outcome = await run(argv, options);
  if (outcome.exitCode === 0) return outcome;
  throw new Error(`${outcome.command} ended with exit code ${outcome.exitCode}:\n${outcome.all}`);
}
