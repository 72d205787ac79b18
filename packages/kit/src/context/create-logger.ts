import type { Logger } from './logger.ts';

/** How much is printed, and where. */
export interface LoggerSettings {
  /** Print `verbose` lines. Default: false. */
  readonly verbose?: boolean;
  /** Standard output is for JSON alone: everything else goes to standard error. Default: false. */
  readonly json?: boolean;
  readonly stdout?: (text: string) => void;
  readonly stderr?: (text: string) => void;
}

/** Prints plain lines: results to standard output, all else to standard error, so that a pipe gets only results. */
export function createLogger({
  verbose = false,
  json = false,
  stdout = (text) => process.stdout.write(text),
  stderr = (text) => process.stderr.write(text),
}: LoggerSettings = {}): Logger {
  return {
    info: (line) => (json ? stderr : stdout)(`${line}\n`),
    warn: (line) => stderr(`Warning: ${line}\n`),
    verbose: (line) => {
      if (verbose) stderr(`  $ ${line}\n`);
    },
    output: (line) => stderr(`${line}\n`),
    step: (title, duration) => stderr(`  ${title.padEnd(44)} ${formatDuration(duration)}\n`),
  };
}

/** `84 ms`, `1.2 s`, `2 min 05 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
