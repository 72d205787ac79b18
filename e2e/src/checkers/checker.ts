/** What one run of a tool said. */
export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The file or folder that a checker judges. */
export interface Subject {
  /** The service's folder, where every tool runs. */
  readonly serviceDir: string;
  /** A rendered overlay with its image pinned, for checkers of manifests. */
  readonly manifests?: string;
}

/** A foreign tool that judges a generated service. */
export interface Checker {
  readonly name: string;
  readonly tool: string;
  /** `overlay`: once for each environment's rendered manifests; else once, if the service has this path. */
  readonly judges: 'overlay' | { readonly path: string };
  /** A call that fails where the tool is there but cannot work, a client without its daemon. */
  readonly probe?: readonly string[];
  readonly argv: (subject: Subject) => readonly string[];
  /** Zero findings. Exit code 0 alone is not always that: some tools only print. */
  readonly isClean: (answer: Answer) => boolean;
}
