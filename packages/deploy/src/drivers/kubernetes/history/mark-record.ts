import { isSlipwayError, SlipwayError } from '@slipway/kit';
import type { KubeAnswer, KubeRefusal } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { secretsPath, type HistoryPlace } from './history-place.ts';
import { listRecords } from './list-records.ts';
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

/** How often a guarded mark is tried whose answer was lost. */
const mostTries = 3;

/** Says in a record what became of its release. A record that is gone needs no mark, unless it is guarded. */
export async function markRecord(place: HistoryPlace, entry: RecordEntry, settings: MarkSettings): Promise<void> {
  if (settings.isGuarded === true) return markGuarded(place, entry, settings);
  const answer = await sendMark(place, entry, settings);
  if (!answer.ok && answer.status !== 404) throw refused(place, entry, answer);
}

/** Marks while the record is as it was read. The mark may be there already: the answer to it may have been lost. */
async function markGuarded(place: HistoryPlace, entry: RecordEntry, settings: MarkSettings): Promise<void> {
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    const answer = await sendMark(place, entry, settings).catch((error: unknown) => {
      if (attempt === mostTries || !isLost(error)) throw error;
      return undefined;
    });
    if (answer?.ok === true) return;
    if (answer !== undefined && answer.status !== 404 && answer.status !== 409) throw refused(place, entry, answer);
    const now = (await listRecords(place)).find(({ name }) => name === entry.name);
    // No other run says so of this release.
    if (now?.state === settings.state) return;
    if (now?.resourceVersion !== entry.resourceVersion) break;
  }
  throw overtaken(place, entry.revision);
}

function sendMark(
  place: HistoryPlace,
  { name, resourceVersion }: RecordEntry,
  { state, isGuarded = false, signal }: MarkSettings,
): Promise<KubeAnswer> {
  return place.client.send({
    method: 'PATCH',
    path: secretsPath(place, name),
    query: { fieldManager: 'slipway' },
    contentType: 'application/merge-patch+json',
    body: { metadata: { labels: { [statusLabel]: state }, ...(isGuarded ? { resourceVersion } : {}) } },
    ...(signal === undefined ? {} : { signal }),
  });
}

function isLost(error: unknown): boolean {
  return isSlipwayError(error) && (error.code === 'CLUSTER_UNREACHABLE' || error.code === 'CLUSTER_FAILED');
}

function refused({ namespace }: HistoryPlace, { name }: RecordEntry, refusal: KubeRefusal): SlipwayError {
  return toRefusalError(refusal, { kind: 'Secret', name, namespace });
}

function overtaken({ release, namespace }: HistoryPlace, revision: number): SlipwayError {
  return new SlipwayError({
    code: 'RELEASE_BUSY',
    summary: `Another deploy of ${release} in namespace ${namespace} began while revision ${revision} was on its way.`,
    state: `Revision ${revision} was applied, but the other deploy has the last word: this run deletes nothing more.`,
    hint: 'See what became of the other one with deploy-status, then run this deploy again.',
  });
}
