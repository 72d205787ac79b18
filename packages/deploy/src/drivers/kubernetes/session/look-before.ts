import type { DeliveredImage } from '@slipway/kit';
import type { HistoryPlace } from '../history/history-place.ts';
import { listRecords } from '../history/list-records.ts';
import type { RecordEntry } from '../history/stored-release.ts';
import { checkPlatforms } from '../preflight/check-platforms.ts';
import { explainForbidden } from '../preflight/explain-forbidden.ts';
import { neededRights } from '../preflight/needed-rights.ts';
import type { ReleaseSet } from './release-set.ts';
import { historyPlace, type SessionParts } from './session-parts.ts';

/** What is known of a place before anything is changed there. */
export interface Outlook {
  readonly place: HistoryPlace;
  /** Records, newest first. */
  readonly entries: readonly RecordEntry[];
  readonly warnings: readonly string[];
}

/** Reads the history of a release, and whether the nodes can run its images. Throws PLATFORM_MISSING. */
export async function lookBefore(
  parts: SessionParts,
  set: ReleaseSet,
  images: readonly DeliveredImage[],
): Promise<Outlook> {
  const place = historyPlace(parts, set.namespace);
  const [entries, warnings] = await Promise.all([
    listRecords(place),
    checkPlatforms({ client: parts.client, objects: set.objects, images }),
  ]);
  return { place, entries, warnings };
}

/** Runs what needs all rights of a release; where one is missing, the error names everything that is. */
export async function explainingForbidden<Result>(
  { client }: SessionParts,
  { name, namespace, placed }: ReleaseSet,
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw await explainForbidden(error, { client, release: name, needed: neededRights(placed, namespace) });
  }
}
