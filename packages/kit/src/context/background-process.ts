import type { Command } from './command.ts';

/** One run of an executable that goes on beside ours. */
export type BackgroundCommand = Pick<Command, 'file' | 'args' | 'env' | 'secrets'>;

/** A process that runs until it is ended, or until this process ends, however that happens. */
export interface BackgroundProcess {
  /** The first line of its standard output that fits; `undefined` where it ended without one. Throws CANCELLED. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray | undefined>;
  /** The last 20 lines of its standard error, secrets taken out. */
  lastLines(): readonly string[];
  /** Resolves when it has ended, with its exit code. */
  readonly ended: Promise<number>;
  /** Ends it and all it started. Resolves when they are gone. */
  end(): Promise<void>;
}
