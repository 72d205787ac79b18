import { isSlipwayError, type ObjectChange, type UndeployRequest } from '@slipway/kit';
import { describeChange } from '../diff/describe-change.ts';
import type { HistoryPlace } from '../history/history-place.ts';
import { listRecords } from '../history/list-records.ts';
import { markRecord } from '../history/mark-record.ts';
import { deleteRecords } from '../history/trim-records.ts';
import { removeRelease } from '../set/remove-release.ts';
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
    if ((await listRecords(place)).length === 0) throw error;
    return [];
  }
}

async function removeRecords(place: HistoryPlace, isSomethingKept: boolean): Promise<void> {
  const [newest, ...older] = await listRecords(place);
  if (newest === undefined) return;
  if (!isSomethingKept) return deleteRecords(place, [newest, ...older]);
  if (newest.state === 'deployed') await markRecord(place, newest, { state: 'superseded' });
  await deleteRecords(place, older);
}
