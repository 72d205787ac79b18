import type { ObjectChange } from '@slipway/kit';
import type { KubeResource } from '../api/resources.ts';
import type { KubeObject } from '../kube-object.ts';
import type { SetContents, SetRecord } from '../set/set-record.ts';

/** One object that the API server took. */
export interface AppliedObject {
  /** The server's answer: with uid, generation and defaults. */
  readonly object: KubeObject;
  readonly resource: KubeResource;
  readonly change: ObjectChange['change'] & ('created' | 'configured' | 'unchanged');
}

/** An object that an earlier release made and this one does not hold. */
export interface Orphan {
  readonly resource: KubeResource;
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  /** Whether pruning spares it: a namespace, a claim or a CRD, without `pruneData`. */
  readonly isSpared: boolean;
}

/** What an apply did, and what is left to prune once it runs. */
export interface AppliedRelease {
  readonly objects: readonly AppliedObject[];
  readonly orphans: readonly Orphan[];
  readonly warnings: readonly string[];
  /** What pruning needs. Absent after a dry run, which pruning then is too. */
  readonly taken?: {
    /** The record as this run wrote it. */
    readonly record: SetRecord;
    /** What the record shall say when the orphans are gone. */
    readonly wanted: SetContents;
  };
}
