import type { Logger } from '@slipway/kit';
import type { Environment } from '../environment/environment.ts';

/** A project that can be released. */
export interface ReleasedProject {
  readonly name: string;
  /** Relative to the workspace root, with `/`; `.` for the workspace itself. */
  readonly root: string;
  /** The target that makes its image, for hints. */
  readonly buildTarget: string;
  /** Whether it has such a target: a project may well be manifests and nothing else. */
  readonly buildsImage: boolean;
  /** Logical name of its image, where a target says it. */
  readonly imageName?: string;
}

/** Which project to work on, where, and how to talk about it. */
export interface ReleaseRun {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly project: ReleasedProject;
  readonly environment: Environment;
  readonly executables: Readonly<Record<string, string>>;
  readonly logger: Logger;
  /** Name every object of a release, not only their number. */
  readonly verbose: boolean;
  /** Prints the one JSON object of a run with `--json`. */
  readonly print: (json: string) => void;
  /** Default: aborts on the signals that end a run. */
  readonly signal?: AbortSignal;
}
