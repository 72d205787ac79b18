/** Reads the workspace as it will be. Paths are relative to the workspace root, with `/`. */
export interface TreeReader {
  exists(path: string): boolean;
  /** The text of a file, or undefined when there is none. */
  read(path: string): string | undefined;
  /** Names in a folder, sorted. */
  children(path: string): readonly string[];
}

/** What hooks know about the project to be made. */
export interface PrepareRequest {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly workspaceName: string;
  /** Relative to the workspace root, with `/`. */
  readonly projectRoot: string;
  readonly projectName: string;
  /** Valid by the template's schema, defaults filled in. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly tree: TreeReader;
  /** Every project of the workspace, the new one excluded. */
  readonly projects: readonly { readonly name: string; readonly root: string }[];
  /** The options of a plugin in nx.json; empty when it has none. */
  readonly pluginOptions: (plugin: string) => Readonly<Record<string, unknown>>;
}

/** What `prepare` found out. */
export interface Prepared {
  /** All answers, completed. Recorded, so that an update can render the same again. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Values derived from them, for rendering only. Plain data. */
  readonly computed: Readonly<Record<string, unknown>>;
  /** One sentence each. With any, nothing is generated. */
  readonly problems: readonly string[];
}

/** What `finish` may change. */
export interface FinishRequest extends PrepareRequest {
  /** Writes a text file beside the project. The path is relative to the workspace root. */
  write(path: string, text: string): void;
}

/** Runs after everything is on disk; never in a dry run. */
export type AfterFlush = () => void | Promise<void>;

/** Code of an installed package that completes a template. */
export interface TemplateHooks {
  /** Completes and checks the answers: derived defaults, computed values, every problem at once. Reads only. */
  prepare?(request: PrepareRequest): Prepared | Promise<Prepared>;
  /** After the files are in the tree: edits beside the project. What must run after the flush is returned. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a hook that returns nothing is written without a return
  finish?(request: FinishRequest): void | AfterFlush | Promise<void | AfterFlush>;
}
