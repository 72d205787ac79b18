import { SlipwayError } from '@slipway/kit';
import { toRefusalError } from '../api/refusal-error.ts';
import { secretsPath, type HistoryPlace } from './history-place.ts';
import { unpackRelease } from './pack-release.ts';
import type { RecordContent, RecordEntry, StoredRelease } from './stored-release.ts';

/** The content of a record. A damaged one is an answer, not an error. */
export async function readRecord(place: HistoryPlace, { name }: RecordEntry): Promise<RecordContent> {
  const answer = await place.client.send({ method: 'GET', path: secretsPath(place, name) });
  if (answer.ok) {
    const data = answer.object['data'] as Readonly<Record<string, unknown>> | undefined;
    return unpackRelease(data?.['release']);
  }
  if (answer.status === 404) return { kind: 'damaged', why: 'somebody deleted it a moment ago' };
  throw toRefusalError(answer, { kind: 'Secret', name, namespace: place.namespace });
}

/** The release of a record, to make it again. Throws RELEASE_MISSING where the record does not hold all of it. */
export async function readRelease(place: HistoryPlace, entry: RecordEntry): Promise<StoredRelease> {
  const content = await readRecord(place, entry);
  if (content.kind === 'whole') return content.release;
  const why =
    content.kind === 'names'
      ? 'its manifests were too large for a record, so only the names of its objects are kept'
      : content.why;
  throw new SlipwayError({
    code: 'RELEASE_MISSING',
    summary: `Nobody can go back to revision ${entry.revision} of ${place.release}: ${why}.`,
    state: 'Nothing was changed.',
    hint: `Check the commit of that release out and deploy it${
      entry.images[0] === undefined ? '' : ` with --image=${entry.images[0]}`
    }, or choose another revision: deploy-status lists them.`,
  });
}
