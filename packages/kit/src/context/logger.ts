/** Where everything for the user goes. Drivers and executors print through nothing else. */
export interface Logger {
  /** A line of the result: what was done, with its numbers. Standard output. */
  info(line: string): void;
  /** Something to know that is no failure. Standard error. */
  warn(line: string): void;
  /** A line for `--verbose` only. Standard error. */
  verbose(line: string): void;
  /** A line of a child process, shown as it comes. Standard error. */
  output(line: string): void;
  /** A finished step with its duration in milliseconds. Standard error. */
  step(title: string, duration: number): void;
}
