import type { ObjectChange } from '@slipway/kit';
import { systemClock, type Clock } from '../api/clock.ts';
import type { KubeClient } from '../api/kube-client.ts';
import type { AppliedRelease } from '../apply/applied.ts';
import { groupKindOf } from '../apply/object-identity.ts';
import { deleteObjects } from './delete-objects.ts';
import { toChange } from './find-orphans.ts';
import { assertUnchanged, writeRecord } from './record-store.ts';
import type { SetName } from './set-id.ts';
import { isSameContents, toContents } from './set-record.ts';

/** What to prune. */
export interface PruneSettings {
  readonly client: KubeClient;
  readonly set: SetName;
  readonly release: AppliedRelease;
  /** Seconds until everything must be gone. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Default: this machine's. */
  readonly clock?: Clock;
}

/**
 * Deletes what an earlier release made and this one does not hold, and narrows the record to what is left.
 * To be called when the release runs: until then the old pods may need what looks like an orphan.
 * Throws RELEASE_BUSY, before anything is deleted, when another deploy has begun meanwhile.
 */
export async function pruneOrphans(settings: PruneSettings): Promise<readonly ObjectChange[]> {
  const { client, set, release, timeout, signal, clock = systemClock } = settings;
  const { taken, orphans } = release;
  const spared = orphans.filter(({ isSpared }) => isSpared);
  const doomed = orphans.filter(({ isSpared }) => !isSpared);
  if (taken === undefined) return [...doomed.map(asDeleted), ...spared.map(asKept)];
  const { record, wanted } = taken;
  if (doomed.length > 0)
    await assertUnchanged({ client, set }, record, 'The release was applied; nothing was deleted.');
  const deadline = clock.now() + timeout * 1000;
  const { deleted, recreated } = await deleteObjects(doomed, {
    client,
    clock,
    signal,
    deadline,
    propagation: 'Background',
  });
  const kept = [...spared, ...recreated];
  const left = toContents(set, {
    groupKinds: [...wanted.groupKinds, ...kept.map(({ resource }) => groupKindOf(resource))],
    namespaces: [...wanted.namespaces, ...kept.flatMap(({ namespace }) => namespace ?? [])],
  });
  const state = 'The release was applied, and what it no longer holds was deleted.';
  if (!isSameContents(record, left)) await writeRecord({ client, set }, record, left, { state });
  return [...deleted.map(asDeleted), ...kept.map(asKept)];
}

const asDeleted = (orphan: AppliedRelease['orphans'][number]): ObjectChange => toChange(orphan, 'deleted');
const asKept = (orphan: AppliedRelease['orphans'][number]): ObjectChange => toChange(orphan, 'kept');
