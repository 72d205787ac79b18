import type { Hint } from './hints.ts';

/** One question put to the machine: a command, and how to read its answer. Data, so that the list is the documentation. */
export interface Check {
  readonly name: string;
  readonly purpose: string;
  readonly isNeeded?: boolean;
  /** Asked for its version, or for whatever shows that it works. */
  readonly command: readonly [string, ...string[]];
  /** The version in what the command prints. Default: the first thing that looks like one. */
  readonly version?: RegExp;
  /** The oldest version that will do: `1.24`. */
  readonly atLeast?: string;
  /** Said instead of the version where that says little. */
  readonly detail?: (output: string) => string;
  /** The name of another check without which this one is not asked. */
  readonly after?: string;
  /** What mends it when the executable is missing. */
  readonly install: Hint;
  /** What mends it when it is there, but the command fails. Default: as `install`. */
  readonly repair?: Hint;
}
