import { toRefusalError } from '../api/refusal-error.ts';
import { secretsPath, type HistoryPlace } from './history-place.ts';
import type { RecordEntry } from './stored-release.ts';

/** Records that are kept. */
const kept = 10;

/** The records to delete: all but the newest ten, and never the newest that was deployed. */
export function planTrim(entries: readonly RecordEntry[]): readonly RecordEntry[] {
  const newest = entries.toSorted((a, b) => b.revision - a.revision);
  const current = newest.find(({ state }) => state === 'deployed');
  const others = newest.filter((entry) => entry !== current);
  return current === undefined ? others.slice(kept) : others.slice(kept - 1);
}

/** Deletes records. What is gone already is done. `signal` ends it in place of the run's. */
export async function deleteRecords(
  place: HistoryPlace,
  entries: readonly RecordEntry[],
  signal?: AbortSignal,
): Promise<void> {
  await Promise.all(
    entries.map(async ({ name }) => {
      const ending = signal === undefined ? {} : { signal };
      const answer = await place.client.send({ method: 'DELETE', path: secretsPath(place, name), ...ending });
      if (!answer.ok && answer.status !== 404) {
        throw toRefusalError(answer, { kind: 'Secret', name, namespace: place.namespace });
      }
    }),
  );
}
