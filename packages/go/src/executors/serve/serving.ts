/** What is served, and how it is built. */
export interface Serving {
  /** The main package: `./cmd/orders`. */
  readonly main: string;
  readonly tags: readonly string[];
  /** Variables that Go builds with. */
  readonly buildEnv: Readonly<Record<string, string>>;
  /** Builds the program into its file. Throws when it does not compile. */
  readonly build: () => Promise<void>;
  /** The program, absolute. */
  readonly file: string;
  readonly args: readonly string[];
  /** Variables of the program, beside those of the terminal. */
  readonly env: Readonly<Record<string, string>>;
}
