import type { Document } from '@slipway/kit';
import type { Clock } from '../api/clock.ts';
import type { KubeClient } from '../api/kube-client.ts';
import type { ResourceFinder } from '../api/resources.ts';
import type { SetName } from '../set/set-id.ts';
import type { AppliedObject } from './applied.ts';

/** What to apply. */
export interface ApplySettings {
  readonly client: KubeClient;
  readonly finder: ResourceFinder;
  /** Name of the release and its namespace, which objects without one are put into. */
  readonly set: SetName;
  readonly objects: readonly Document[];
  /** Whether a missing namespace of the set is made. */
  readonly createNamespace: boolean;
  /** Take fields over that others own. */
  readonly forceConflicts: boolean;
  /** Take over what kubectl applied. */
  readonly adopt: boolean;
  /** Whether orphans that hold data may be deleted. */
  readonly pruneData: boolean;
  readonly signal: AbortSignal;
  /** Ask the server what would become of each object, and change nothing. Default: false. */
  readonly dryRun?: boolean;
  /** Seconds to wait for an object of the same name that is being deleted. Default: 60. */
  readonly timeout?: number;
  /** Awaited when the set is taken and its namespace is there, before the first object is sent into it. */
  readonly onTaken?: () => Promise<void>;
  /** Told of each object as soon as the server took it. */
  readonly onApplied?: (object: AppliedObject) => void;
  /** Default: this machine's. */
  readonly clock?: Clock;
}
