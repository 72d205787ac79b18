import { isSlipwayError } from '@slipway/kit';

/** The exit codes of the `slipway` command. */
export const exitCodes = {
  done: 0,
  /** It was tried and did not work, or `doctor` found something missing. */
  failed: 1,
  /** The arguments make no sense; nothing was tried. */
  usage: 2,
  /** Ctrl-C: 128 and the number of SIGINT, as shells expect. */
  cancelled: 130,
} as const;

/** A number that means one thing. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code for what a command threw. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isSlipwayError(error)) return exitCodes.failed;
  switch (error.code) {
    case 'CANCELLED':
      return exitCodes.cancelled;
    case 'OPTIONS_INVALID':
    case 'NAME_INVALID':
      return exitCodes.usage;
    default:
      return exitCodes.failed;
  }
}
