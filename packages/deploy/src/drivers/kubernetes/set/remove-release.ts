import { SlipwayError, type ObjectChange } from '@slipway/kit';
import { systemClock, type Clock } from '../api/clock.ts';
import type { KubeClient } from '../api/kube-client.ts';
import type { ResourceFinder } from '../api/resources.ts';
import { groupKindOf } from '../apply/object-identity.ts';
import { deleteObjects } from './delete-objects.ts';
import { toChange, toOrphans } from './find-orphans.ts';
import { openSet } from './open-set.ts';
import { deleteRecord, writeRecord } from './record-store.ts';
import type { SetName } from './set-id.ts';
import { toContents } from './set-record.ts';

/** What to take away. */
export interface RemoveSettings {
  readonly client: KubeClient;
  readonly finder: ResourceFinder;
  readonly set: SetName;
  /** Whether namespaces, claims and CRDs go too. */
  readonly pruneData: boolean;
  /** Seconds until everything must be gone. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Says what would go, and changes nothing. Default: false. */
  readonly dryRun?: boolean;
  /** Runs when the members are gone and before the record is: what is kept beside it goes here. */
  readonly onMembersGone?: () => Promise<void>;
  /** Default: this machine's. */
  readonly clock?: Clock;
}

/**
 * Deletes all members of a release in the reverse order of applying, waits until they are gone, then deletes its record.
 * Where something is kept the record stays too, because nothing else would find it again.
 * Throws RELEASE_MISSING where there is no record, RELEASE_FOREIGN, RELEASE_BUSY and ROLLOUT_TIMEOUT.
 */
export async function removeRelease(settings: RemoveSettings): Promise<readonly ObjectChange[]> {
  const { client, finder, set, pruneData, timeout, signal, dryRun = false, clock = systemClock } = settings;
  const place = { client, set };
  const { record, members, all } = await openSet({ ...place, finder, placed: [], adopt: false });
  if (record === undefined) throw missing(set);
  const orphans = toOrphans(members.values(), pruneData);
  const spared = orphans.filter(({ isSpared }) => isSpared);
  const doomed = orphans.filter(({ isSpared }) => !isSpared);
  const changes = (kept: typeof orphans): readonly ObjectChange[] =>
    orphans.map((orphan) => toChange(orphan, kept.includes(orphan) ? 'kept' : 'deleted'));
  if (dryRun) return changes(spared);
  const taken = await writeRecord(place, record, all, { state: 'Nothing was deleted.' });
  const deadline = clock.now() + timeout * 1000;
  const { recreated } = await deleteObjects(doomed, {
    ...{ client, clock, signal, deadline },
    propagation: 'Foreground',
  });
  await settings.onMembersGone?.();
  const kept = [...spared, ...recreated];
  const state = 'The objects of the release were deleted; its record stays.';
  if (kept.length === 0) {
    await deleteRecord(place, taken, state);
  } else {
    const left = toContents(set, {
      groupKinds: kept.map(({ resource }) => groupKindOf(resource)),
      namespaces: kept.flatMap(({ namespace }) => namespace ?? []),
    });
    await writeRecord(place, taken, left, { state });
  }
  return changes(kept);
}

function missing({ name, namespace }: SetName): SlipwayError {
  return new SlipwayError({
    code: 'RELEASE_MISSING',
    summary: `There is no release ${name} in namespace ${namespace}.`,
    state: 'Nothing was deleted.',
    hint: `See what is there: kubectl get secrets --namespace ${namespace} --selector applyset.kubernetes.io/id`,
  });
}
