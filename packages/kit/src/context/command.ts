/** One run of an executable. There is no shell: `args` reach the program as they stand. */
export interface Command {
  /** The executable: an absolute path, or a name that is looked up on the PATH. */
  readonly file: string;
  readonly args: readonly string[];
  /** `read` runs always; `change` is printed, not run, in a dry run. */
  readonly effect: 'read' | 'change';
  /** What the step is called in progress lines. Default: no progress line. */
  readonly title?: string;
  /** Default: the workspace root. */
  readonly cwd?: string;
  /** Added to the environment of this process; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for standard input. Default: empty, never the terminal's. */
  readonly input?: string;
  /** Text that must not appear in anything printed or thrown. */
  readonly secrets?: readonly string[];
  /** `live`: every line goes to the user as it comes, beside being returned. Default: `capture`. */
  readonly output?: 'capture' | 'live';
  /** Ends this command alone, with the reason it aborts with. The context's own signal ends it too. */
  readonly signal?: AbortSignal;
  /** Called as soon as it runs, for work to be done meanwhile. */
  readonly onStart?: () => void;
  /** Exit codes that are an answer, not a failure. Default: only 0. */
  readonly acceptExitCodes?: readonly number[];
}

/** What a command did. A dry run answers a `change` with exit code 0 and empty text. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from start to end. */
  readonly duration: number;
}
