import type { HistoryPlace } from './history-place.ts';
import { markRecord } from './mark-record.ts';
import type { RecordEntry } from './stored-release.ts';

/** Entries as they are now, and what to tell about those that were left. */
export interface SettledHistory {
  /** Newest first. */
  readonly entries: readonly RecordEntry[];
  readonly warnings: readonly string[];
}

/**
 * Marks records as failed that some run left `pending`: it was killed, or goes on still and will notice.
 * Whoever opens the next record has the last word.
 */
export async function settleLeftovers(place: HistoryPlace, entries: readonly RecordEntry[]): Promise<SettledHistory> {
  const left = entries.filter(({ state }) => state === 'pending');
  await Promise.all(left.map((entry) => markRecord(place, entry, { state: 'failed' })));
  return {
    entries: entries.map((entry) => (entry.state === 'pending' ? { ...entry, state: 'failed' } : entry)),
    warnings: left.map(
      ({ revision, created }) =>
        `Revision ${revision} of ${place.release}, begun ${created}, was never finished: its run was ended, or goes on beside this one. It is marked failed.`,
    ),
  };
}
