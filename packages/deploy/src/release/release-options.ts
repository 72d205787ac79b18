import type { PlaceOptions } from '../environment/choose-environment.ts';

/** What every target that works on an environment takes. */
export interface ReleaseOptions extends PlaceOptions {
  /** Paths of tools by name, where they are not on the PATH. */
  readonly executables?: Readonly<Record<string, string>>;
}

/** Which image to release, for the targets that make a release or show one. */
export interface ImageOptions {
  /** A reference by digest, in place of the image that docker-build made: what was tested elsewhere is released here. */
  readonly image?: string;
}

/** How to treat what the cluster has already. */
export interface TakeoverOptions {
  readonly forceConflicts?: boolean;
  readonly adopt?: boolean;
  readonly pruneData?: boolean;
}

/** Options of deploy, as Nx hands them over. Every one is described in the executor's schema. */
export interface DeployOptions extends ReleaseOptions, ImageOptions, TakeoverOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Options of deploy-diff. */
export interface DiffOptions extends ReleaseOptions, ImageOptions, TakeoverOptions {
  readonly failOnChange?: boolean;
  readonly json?: boolean;
}

/** Options of deploy-render. */
export interface RenderOptions extends ReleaseOptions, ImageOptions {
  /** A file, from the workspace root; `-` for standard output. Default: `dist/<project>/deploy/<environment>.yaml`. */
  readonly output?: string;
}

/** Options of deploy-status. */
export interface StatusOptions extends ReleaseOptions {
  readonly json?: boolean;
}

/** Options of deploy-rollback. */
export interface RollbackOptions extends ReleaseOptions, Omit<TakeoverOptions, 'adopt'> {
  /** Default: the newest release before the current one that ran. */
  readonly revision?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Options of undeploy. */
export interface UndeployOptions extends ReleaseOptions, Pick<TakeoverOptions, 'pruneData'> {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}
