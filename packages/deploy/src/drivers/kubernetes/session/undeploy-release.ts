import { isSlipwayError, SlipwayError, type ObjectChange, type UndeployRequest } from '@slipway/kit';
import { resourcePath } from '../api/resource-path.ts';
import { describeObject } from '../apply/object-identity.ts';
import { metadataOnly } from '../apply/partial-metadata.ts';
import { describeChange } from '../diff/describe-change.ts';
import type { HistoryPlace } from '../history/history-place.ts';
import { listRecords } from '../history/list-records.ts';
import { markRecord } from '../history/mark-record.ts';
import { readRecord } from '../history/read-record.ts';
import type { RecordEntry } from '../history/stored-release.ts';
import { deleteRecords } from '../history/trim-records.ts';
import type { KubeObject } from '../kube-object.ts';
import { removeRelease } from '../set/remove-release.ts';
import { recordName, setId } from '../set/set-id.ts';
import { partOfLabel } from '../set/set-record.ts';
import { findHistory } from './find-history.ts';
import type { SessionParts } from './session-parts.ts';

/**
 * Takes a release away with its history. Answers with each object, also those that hold data and stay;
 * where some do, the newest record stays as well, because it is what the release is found again by.
 */
export async function undeployRelease(parts: SessionParts, request: UndeployRequest): Promise<readonly ObjectChange[]> {
  const { dryRun, logger } = parts.context;
  const place = await findHistory(parts);
  const changes = await removeObjects(parts, place, request);
  if (dryRun) for (const change of changes) logger.info(`Would ${describeChange(change)}`);
  else
    await removeRecords(
      place,
      changes.some(({ change }) => change === 'kept'),
    );
  return changes;
}

async function removeObjects(
  { client, finder, context }: SessionParts,
  place: HistoryPlace,
  { timeout, pruneData }: UndeployRequest,
): Promise<readonly ObjectChange[]> {
  const { dryRun, signal } = context;
  const set = { name: place.release, namespace: place.namespace };
  try {
    return await removeRelease({ client, finder, set, pruneData, timeout, signal, dryRun });
  } catch (error) {
    if (!isSlipwayError(error) || error.code !== 'RELEASE_MISSING') throw error;
    // A run that was killed early, or late in an undeploy, leaves records and no objects.
    const [newest] = await listRecords(place);
    if (newest === undefined) throw error;
    const left = await findLeft(place, newest, { client, finder });
    if (left.length > 0) throw unrecorded(place, left);
    return [];
  }
}

/** Objects of a revision that are there, and still members of the set. */
async function findLeft(
  place: HistoryPlace,
  newest: RecordEntry,
  { client, finder }: Pick<SessionParts, 'client' | 'finder'>,
): Promise<readonly KubeObject[]> {
  const content = await readRecord(place, newest);
  const objects = content.kind === 'whole' ? content.release.objects : content.kind === 'names' ? content.objects : [];
  const resourceOf = await finder.find(objects);
  const id = setId({ name: place.release, namespace: place.namespace });
  const found = objects.map(async (object) => {
    const path = resourcePath(resourceOf(object), object.metadata);
    const answer = await client.send({ method: 'GET', path, accept: metadataOnly });
    return answer.ok && answer.object.metadata.labels?.[partOfLabel] === id ? [object] : [];
  });
  return (await Promise.all(found)).flat();
}

function unrecorded({ release, namespace }: HistoryPlace, left: readonly KubeObject[]): SlipwayError {
  return new SlipwayError({
    code: 'RELEASE_MISSING',
    summary: `The Secret ${recordName({ name: release })} in namespace ${namespace}, which tells what ${release} consists of, is gone.`,
    details: left.map((object) => `${describeObject(object)} is still there`),
    state: 'Nothing was deleted.',
    hint: 'Deploy it once more, which writes that Secret anew, then run this command again.',
  });
}

async function removeRecords(place: HistoryPlace, isSomethingKept: boolean): Promise<void> {
  const [newest, ...older] = await listRecords(place);
  if (newest === undefined) return;
  if (!isSomethingKept) return deleteRecords(place, [newest, ...older]);
  if (newest.state === 'deployed') await markRecord(place, newest, { state: 'superseded' });
  await deleteRecords(place, older);
}
