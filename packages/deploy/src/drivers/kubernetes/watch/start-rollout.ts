import { throwIfCancelled, type Logger } from '@slipway/kit';
import { systemClock, type Clock } from '../api/clock.ts';
import type { KubeClient } from '../api/kube-client.ts';
import type { AppliedObject } from '../apply/applied.ts';
import { collectionsFor } from './collections-for.ts';
import { followCluster } from './follow-cluster.ts';
import { runRollout } from './run-rollout.ts';

/** Where a release will be. */
export interface RolloutSettings {
  readonly client: KubeClient;
  readonly namespaces: readonly string[];
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Kinds that the release holds: only what tells of them is watched. Default: every kind that makes pods. */
  readonly kinds?: readonly string[];
  readonly clock?: Clock;
}

/** What must become ready. */
export interface RolloutGoal {
  readonly objects: readonly AppliedObject[];
  /** Seconds from now until all must be ready. */
  readonly timeout: number;
  /** Seconds for which what became ready must stay so. The time-out does not count them. */
  readonly settle: number;
}

/** A release that is being watched. */
export interface Rollout {
  /**
   * Resolves when all objects are ready and have stayed so.
   * Throws ROLLOUT_IMAGE, ROLLOUT_CONFIG, ROLLOUT_CRASHED, ROLLOUT_REFUSED or ROLLOUT_FAILED as soon as one will not
   * get ready, ROLLOUT_TIMEOUT when that cannot be said but time is up, CANCELLED, and the errors of `KubeClient.watch`.
   */
  finish(goal: RolloutGoal): Promise<void>;
  /** Ends the watches. */
  close(): void;
}

/**
 * Begins to watch, and resolves once all that is there is known: call it before the first change, so that what was
 * wrong before is told from what the release does.
 */
export async function startRollout(settings: RolloutSettings): Promise<Rollout> {
  const { client, namespaces, kinds, clock = systemClock } = settings;
  const ending = new AbortController();
  const signal = AbortSignal.any([settings.signal, ending.signal]);
  try {
    throwIfCancelled(settings.signal);
    const collections = collectionsFor(kinds);
    const follower = await followCluster({ client, namespaces, collections, signal });
    throwIfCancelled(settings.signal);
    return {
      finish: (goal) => runRollout({ ...settings, clock, follower, goal }),
      close: () => ending.abort(),
    };
  } catch (error) {
    ending.abort();
    throw error;
  }
}
