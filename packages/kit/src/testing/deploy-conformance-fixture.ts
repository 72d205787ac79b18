import type {
  DeploySession,
  DeployTarget,
  ReleaseRequest,
  RollbackRequest,
  UndeployRequest,
} from '../drivers/deploy-driver.ts';
import type { ContextProvider } from './conformance.ts';

/** A place to release to, and how to look at it from outside. */
export interface DeployConformanceFixture<Options> {
  readonly withContext: ContextProvider<Options>;
  /** An empty place of its own at each call. */
  readonly target: () => Promise<DeployTarget>;
  /** A place that nobody named, or another than was named. Absent: the driver cannot miss. */
  readonly unnamedTarget?: () => Promise<DeployTarget>;
  /** Two releases that get ready and differ in their images. */
  readonly releases: readonly [ReleaseRequest, ReleaseRequest];
  /** A release that never gets ready. */
  readonly brokenRelease: ReleaseRequest;
  /** Equal at two times means that nothing in the place changed that a release could change. */
  readonly fingerprint: (target: DeployTarget) => Promise<string>;
  /** References of the images that the place was told to run, each once, sorted; empty where nothing is released. */
  readonly images: (target: DeployTarget) => Promise<readonly string[]>;
  /** Whether the driver can tell what is made, changed and left alone, and so what a failure leaves. Default: true. */
  readonly tellsChanges?: boolean;
  /** Whether the driver calls an executable that may be absent. Default: true. */
  readonly needsTools?: boolean;
}

/** Calls an action with a session at a place, and closes it. */
export type InSession = <Result>(
  target: DeployTarget,
  action: (session: DeploySession) => Promise<Result>,
  settings?: Parameters<ContextProvider<unknown>>[0],
) => Promise<Result>;

/** Going back under the conditions of a release. */
export function toRollback({ timeout, settle, forceConflicts, pruneData }: ReleaseRequest): RollbackRequest {
  return { timeout, settle, forceConflicts, pruneData };
}

/** Taking away all of a release. */
export function toUndeploy({ timeout }: ReleaseRequest): UndeployRequest {
  return { timeout, pruneData: true };
}
