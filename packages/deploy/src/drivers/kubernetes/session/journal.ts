import { isSlipwayError } from '@slipway/kit';
import type { HistoryPlace } from '../history/history-place.ts';
import { markRecord } from '../history/mark-record.ts';
import type { RecordEntry, StoredRelease } from '../history/stored-release.ts';
import { deleteRecords, planTrim } from '../history/trim-records.ts';
import { openRecord, type OpenedRecord } from '../history/write-record.ts';

/** What is to be recorded. */
export interface JournalSettings {
  readonly place: HistoryPlace;
  readonly revision: number;
  readonly release: StoredRelease;
  /** Records there are already. */
  readonly entries: readonly RecordEntry[];
}

/** The record of one release, from before it is applied until its end is known. */
export interface Journal {
  /**
   * Writes the record as `pending`, once. Where the release itself brings its namespace along there is no place for it
   * at first: then it is for another call, when there is.
   */
  open(): Promise<void>;
  /** Says that the release runs, and tidies up behind it. Answers with what could not be tidied. Throws RELEASE_BUSY. */
  succeed(): Promise<readonly string[]>;
  /** Says that it does not; within 3 s, also after the run was cancelled, and without ever throwing. */
  fail(): Promise<void>;
}

/** Milliseconds that a cancelled run takes for its last words. Nx kills the executor after 5 s. */
const lastWords = 3000;

/** Creates the journal of a release; nothing is written yet. */
export function createJournal({ place, revision, release, entries }: JournalSettings): Journal {
  let opening: Promise<OpenedRecord> | undefined;

  const open = async (): Promise<void> => {
    if (opening !== undefined) return;
    opening = openRecord(place, revision, release);
    try {
      await opening;
    } catch (error) {
      opening = undefined;
      if (!isSlipwayError(error) || error.code !== 'NAMESPACE_MISSING') throw error;
    }
  };

  return {
    open,
    async succeed() {
      const opened = await opening;
      if (opened === undefined) return [];
      const { entry, isWhole } = opened;
      await markRecord(place, entry, { state: 'deployed', isGuarded: true });
      const deployed = { ...entry, state: 'deployed' } as const;
      return [
        ...(isWhole ? [] : [tooLarge(entry)]),
        ...(await tidy(place, entries, planTrim([deployed, ...entries.map(toSuperseded)]))),
      ];
    },
    async fail() {
      const entry = (await opening?.catch(() => undefined))?.entry;
      if (entry === undefined) return;
      const signal = AbortSignal.timeout(lastWords);
      // What stays `pending` is found and marked by the next run.
      await markRecord(place, entry, { state: 'failed', signal }).catch(() => undefined);
      // A deploy that fails again and again fills nobody's namespace.
      await deleteRecords(place, planTrim([{ ...entry, state: 'failed' }, ...entries]), signal).catch(() => undefined);
    },
  };
}

function toSuperseded(entry: RecordEntry): RecordEntry {
  return entry.state === 'deployed' ? { ...entry, state: 'superseded' } : entry;
}

async function tidy(
  place: HistoryPlace,
  entries: readonly RecordEntry[],
  outdated: readonly RecordEntry[],
): Promise<readonly string[]> {
  const former = entries.filter(
    (entry) => entry.state === 'deployed' && !outdated.some(({ name }) => name === entry.name),
  );
  const work = [
    ...former.map((entry) => markRecord(place, entry, { state: 'superseded' })),
    deleteRecords(place, outdated),
  ];
  // The release runs: that its history is not tidy is no reason to say otherwise.
  const failures = (await Promise.allSettled(work)).filter((result) => result.status === 'rejected');
  return failures.map(
    ({ reason }) =>
      `The history of ${place.release} could not be tidied: ${isSlipwayError(reason) ? reason.summary : String(reason)}`,
  );
}

function tooLarge({ revision }: RecordEntry): string {
  return `Revision ${revision} is too large for a record (900 KiB packed): nobody can go back to it with deploy-rollback.`;
}
