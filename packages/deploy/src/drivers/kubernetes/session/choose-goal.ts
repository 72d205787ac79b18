import { SlipwayError } from '@slipway/kit';
import type { HistoryPlace } from '../history/history-place.ts';
import type { RecordEntry } from '../history/stored-release.ts';

/**
 * The record to go back to: the revision that was named, else the newest before the last one that ran
 * and was another set than what runs now. Throws RELEASE_MISSING.
 */
export function chooseGoal(
  place: HistoryPlace,
  entries: readonly RecordEntry[],
  revision: number | undefined,
): RecordEntry {
  const [newest, ...older] = entries;
  if (newest === undefined)
    throw missing(place, `${place.release} was never released in namespace ${place.namespace}.`, []);
  if (revision !== undefined) {
    const named = entries.find((entry) => entry.revision === revision);
    if (named !== undefined) return named;
    throw missing(
      place,
      `There is no revision ${revision} of ${place.release} in namespace ${place.namespace}.`,
      entries,
    );
  }
  const goal = older.find(
    ({ state, fingerprint }) =>
      (state === 'deployed' || state === 'superseded') &&
      (newest.state !== 'deployed' || fingerprint !== newest.fingerprint),
  );
  if (goal !== undefined) return goal;
  throw missing(
    place,
    `${place.release} in namespace ${place.namespace} has no earlier release to go back to.`,
    entries,
  );
}

function missing({ namespace }: HistoryPlace, summary: string, entries: readonly RecordEntry[]): SlipwayError {
  return new SlipwayError({
    code: 'RELEASE_MISSING',
    summary,
    details: entries.map(({ revision, state, created }) => `revision ${revision}: ${state}, ${created}`),
    state: 'Nothing was changed.',
    hint:
      entries.length === 0
        ? `Deploy it first; where it is in another namespace than ${namespace}, say --namespace.`
        : 'Choose one of them with --revision.',
  });
}
