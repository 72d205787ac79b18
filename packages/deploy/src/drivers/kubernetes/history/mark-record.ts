import { SlipwayError } from '@slipway/kit';
import { toRefusalError } from '../api/refusal-error.ts';
import { secretsPath, type HistoryPlace } from './history-place.ts';
import { statusLabel } from './record-format.ts';
import type { RecordEntry } from './stored-release.ts';

/** How to mark. */
export interface MarkSettings {
  readonly state: RecordEntry['state'];
  /** Whether the record must still be as it was read; RELEASE_BUSY where somebody marked it meanwhile. Default: false. */
  readonly isGuarded?: boolean;
  /** Ends the request in place of the run's signal. */
  readonly signal?: AbortSignal;
}

/** Says in a record what became of its release. A record that is gone needs no mark. */
export async function markRecord(
  place: HistoryPlace,
  { name, revision, resourceVersion }: RecordEntry,
  { state, isGuarded = false, signal }: MarkSettings,
): Promise<void> {
  const answer = await place.client.send({
    method: 'PATCH',
    path: secretsPath(place, name),
    query: { fieldManager: 'slipway' },
    contentType: 'application/merge-patch+json',
    body: { metadata: { labels: { [statusLabel]: state }, ...(isGuarded ? { resourceVersion } : {}) } },
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.ok) return;
  if (isGuarded && (answer.status === 409 || answer.status === 404)) throw overtaken(place, revision);
  if (answer.status === 404) return;
  throw toRefusalError(answer, { kind: 'Secret', name, namespace: place.namespace });
}

function overtaken({ release, namespace }: HistoryPlace, revision: number): SlipwayError {
  return new SlipwayError({
    code: 'RELEASE_BUSY',
    summary: `Another deploy of ${release} in namespace ${namespace} began while revision ${revision} was on its way.`,
    state: `Revision ${revision} was applied, but the other deploy has the last word: this run deletes nothing more.`,
    hint: 'See what became of the other one with deploy-status, then run this deploy again.',
  });
}
