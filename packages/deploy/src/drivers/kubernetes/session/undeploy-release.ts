import type { ObjectChange, UndeployRequest } from '@slipway/kit';
import { describeChange } from '../diff/describe-change.ts';
import { listRecords } from '../history/list-records.ts';
import { deleteRecords } from '../history/trim-records.ts';
import { removeRelease } from '../set/remove-release.ts';
import { findHistory, type SessionParts } from './session-parts.ts';

/** Takes a release away with its history. Answers with each object, also those that hold data and stay. */
export async function undeployRelease(
  parts: SessionParts,
  { timeout, pruneData }: UndeployRequest,
): Promise<readonly ObjectChange[]> {
  const { client, finder, context } = parts;
  const { dryRun, logger, signal } = context;
  const place = await findHistory(parts);
  const changes = await removeRelease({
    client,
    finder,
    set: { name: place.release, namespace: place.namespace },
    pruneData,
    timeout,
    signal,
    dryRun,
    // Before the record of the set: whoever is killed in between finds both again.
    onMembersGone: async () => deleteRecords(place, await listRecords(place)),
  });
  if (dryRun) for (const change of changes) logger.info(`Would ${describeChange(change)}`);
  return changes;
}
