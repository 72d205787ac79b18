import { metadataOnlyList } from '../apply/partial-metadata.ts';
import { itemsOfList } from '../api/items-of-list.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { secretsPath, type HistoryPlace } from './history-place.ts';
import { parseEntries, setLabel } from './record-format.ts';
import type { RecordEntry } from './stored-release.ts';

/** The records of a release, newest first, without their contents; empty where the namespace is not there yet. */
export async function listRecords(place: HistoryPlace): Promise<readonly RecordEntry[]> {
  const answer = await place.client.send({
    method: 'GET',
    path: secretsPath(place),
    query: { labelSelector: `${setLabel}=${place.release}` },
    // Metadata only: the sets themselves may be a megabyte each.
    accept: metadataOnlyList,
  });
  if (answer.ok) return parseEntries(place.release, itemsOfList(answer.object));
  if (answer.status === 404) return [];
  throw toRefusalError(answer, { kind: 'Secret', name: `slipway.${place.release}.*`, namespace: place.namespace });
}
