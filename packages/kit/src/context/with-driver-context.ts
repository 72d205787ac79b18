import { rm } from 'node:fs/promises';
import type { Problem } from '../drivers/driver.ts';
import { listenForCancellation, throwIfCancelled } from './cancellation.ts';
import type { Command, CommandResult } from './command.ts';
import { createLogger } from './create-logger.ts';
import type { DriverContext } from './driver-context.ts';
import { findTool } from './find-tool.ts';
import type { Logger } from './logger.ts';
import { formatCommand, runCommand } from './run-command.ts';
import { startProcess } from './start-process.ts';
import { createWorkDir } from './work-dir.ts';

/** What a context is made of. */
export interface DriverContextSettings<Options> {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly project: DriverContext['project'];
  readonly options: Options;
  /** The driver's own table of problems. Default: none. */
  readonly problems?: readonly Problem[];
  /** Default: false. */
  readonly dryRun?: boolean;
  /** Paths of executables by name, from the option `executables`. Default: none. */
  readonly executables?: Readonly<Record<string, string>>;
  /** Default: lines to the terminal, without `verbose` ones. */
  readonly logger?: Logger;
  /** Default: aborts on SIGINT, SIGTERM, SIGHUP and when the parent process goes away. */
  readonly signal?: AbortSignal;
}

/** Runs an action with a context of its own, and cleans up after it however it ends. */
export async function withDriverContext<Options, Result>(
  settings: DriverContextSettings<Options>,
  action: (context: DriverContext<Options>) => Promise<Result>,
): Promise<Result> {
  const cancellation = settings.signal === undefined ? listenForCancellation() : undefined;
  const signal = settings.signal ?? cancellation?.signal ?? new AbortController().signal;
  try {
    const workDir = await createWorkDir(settings.workspaceRoot);
    try {
      return await action(createDriverContext(settings, signal, workDir));
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
  } finally {
    cancellation?.dispose();
  }
}

function createDriverContext<Options>(
  settings: DriverContextSettings<Options>,
  signal: AbortSignal,
  workDir: string,
): DriverContext<Options> {
  const { workspaceRoot, project, options, problems = [], dryRun = false, executables = {} } = settings;
  const logger = settings.logger ?? createLogger();
  const run = (command: Command): Promise<CommandResult> => {
    if (dryRun && command.effect === 'change') {
      logger.info(`Would run: ${formatCommand(command)}`);
      return Promise.resolve({ exitCode: 0, stdout: '', stderr: '', duration: 0 });
    }
    return runCommand(command, { cwd: workspaceRoot, signal, logger, problems });
  };
  return {
    options,
    workspaceRoot,
    project,
    workDir,
    dryRun,
    signal,
    logger,
    run,
    start: (command) => startProcess(command, { cwd: workspaceRoot, signal, logger }),
    async change(what, action, assumed) {
      throwIfCancelled(signal);
      if (!dryRun) return action();
      logger.info(`Would ${what}`);
      return assumed;
    },
    tool: (name) => findTool(name, { workspaceRoot, executables, run }),
  };
}
