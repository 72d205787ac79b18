import type { BackgroundCommand, BackgroundProcess } from './background-process.ts';
import type { Command, CommandResult } from './command.ts';
import type { Logger } from './logger.ts';

/**
 * Everything a driver may touch. What goes through it gets dry run, cancellation, masking, timing and error mapping.
 * A driver starts no process, writes no file outside `workDir` and the request's own folder, and prints nothing but through this.
 */
export interface DriverContext<Options = unknown> {
  /** `driverOptions`, validated against the driver's schema, with its defaults filled in. */
  readonly options: Options;
  /** Absolute. */
  readonly workspaceRoot: string;
  /** `root` is relative to the workspace root, with `/`; `.` for the workspace itself. */
  readonly project: { readonly name: string; readonly root: string };
  /** A private empty folder, removed afterwards. Absolute. */
  readonly workDir: string;
  readonly dryRun: boolean;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Runs a command. Throws COMMAND_FAILED, a code of the driver's own `problems`, TOOL_MISSING or CANCELLED. */
  run(command: Command): Promise<CommandResult>;
  /**
   * Starts a command that runs beside the run, also in a dry run: it must only read. Whoever starts it ends it.
   * Given a promise, all that is needed around it starts meanwhile.
   */
  start(command: BackgroundCommand | Promise<BackgroundCommand>): Promise<BackgroundProcess>;
  /** Any other effect. A dry run prints `what` and answers `assumed`. */
  change<T>(what: string, action: () => Promise<T>, assumed: T): Promise<T>;
  /** Finds an executable: option `executables.<name>`, then the workspace's tools/go.mod, then the PATH. Throws TOOL_MISSING. */
  tool(name: string): Promise<string>;
}
