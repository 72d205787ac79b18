import type { ErrorCode } from '../errors/catalogue.ts';
import type { DriverContext } from '../context/driver-context.ts';
import type { JsonSchema } from '../schema/json-schema.ts';

/** The axes a backend can be chosen on. */
export type DriverKind = 'build' | 'store' | 'deploy';

/** How a driver's tool says that something is wrong, and what that means. */
export interface Problem {
  /** Tested against the standard error and output of a failed command. */
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  /** The first line. `$1` stands for a group of the pattern. Default: names the command. */
  readonly summary?: string;
  readonly hint: string;
}

/** What every driver has. Plain data and functions: no class, no state. */
export interface Driver<Kind extends DriverKind, Options, Abilities> {
  readonly apiVersion: 1;
  readonly kind: Kind;
  readonly name: string;
  /** Every option described; `additionalProperties: false`. Validated before anything runs. */
  readonly optionsSchema: JsonSchema;
  readonly problems?: readonly Problem[];
  /** Says what the driver can do on this machine. Reads only; throws TOOL_MISSING or DAEMON_DOWN. */
  inspect(context: DriverContext<Options>): Promise<Abilities>;
}
