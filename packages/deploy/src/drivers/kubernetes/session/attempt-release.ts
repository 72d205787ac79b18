import { withState, type Release, type ReleaseRequest } from '@slipway/kit';
import { applyRelease } from '../apply/apply-release.ts';
import type { AppliedObject, AppliedRelease } from '../apply/applied.ts';
import { fingerprintOf } from '../canonical.ts';
import { toReleased } from '../diff/describe-change.ts';
import { busy } from '../history/busy.ts';
import { listRecords } from '../history/list-records.ts';
import type { SettledHistory } from '../history/settle-leftovers.ts';
import type { HistoryPlace } from '../history/history-place.ts';
import { pruneOrphans } from '../set/prune-orphans.ts';
import { startRollout, type Rollout } from '../watch/start-rollout.ts';
import { accessLines } from './access-lines.ts';
import { applySettings } from './apply-settings.ts';
import { describeState, type Progress } from './failure-state.ts';
import { freeStuckPods } from './free-stuck-pods.ts';
import { createJournal, type Journal } from './journal.ts';
import { namespacesOf, type ReleaseSet } from './release-set.ts';
import type { SessionParts } from './session-parts.ts';

/** A release to make, new or again. */
export interface Attempt extends Pick<
  ReleaseRequest,
  'images' | 'timeout' | 'settle' | 'forceConflicts' | 'adopt' | 'pruneData'
> {
  readonly set: ReleaseSet;
  readonly place: HistoryPlace;
  readonly history: SettledHistory;
  /** Whether it goes back: then pods that stand in the way of an older StatefulSet are deleted. */
  readonly isRollback: boolean;
  readonly warnings: readonly string[];
}

/** How an attempt ended. A failed one says how far it came. */
export type Outcome =
  | { readonly ok: true; readonly release: Release }
  | { readonly ok: false; readonly error: unknown; readonly progress: Progress };

/** Applies a set, watches it until it runs, and keeps the record of both. Never rejects. */
export async function attemptRelease(parts: SessionParts, attempt: Attempt): Promise<Outcome> {
  const { set, place, history, images } = attempt;
  const [newest] = history.entries;
  const current = history.entries.find(({ state }) => state === 'deployed');
  const revision = (newest?.revision ?? 0) + 1;
  const isRepeat = newest !== undefined && newest === current && newest.fingerprint === fingerprintOf(set.objects);
  const release = { images, objects: set.objects };
  const journal = createJournal({ place, revision, release, entries: history.entries });
  const applied: AppliedObject[] = [];
  let stage: Progress['stage'] = 'starting';
  try {
    const made = await runStages(parts, attempt, {
      journal,
      isRepeat,
      onStage: (next) => (stage = next),
      onApplied: (object) => void applied.push(object),
    });
    return { ok: true, release: { ...made, revision: isRepeat ? newest.revision : revision } };
  } catch (error) {
    const progress = { stage, applied, total: set.objects.length, current };
    await journal.fail();
    for (const line of [...history.warnings, ...attempt.warnings]) parts.context.logger.warn(line);
    return { ok: false, error: withState(error, describeState(progress, error)), progress };
  }
}

interface Stages {
  readonly journal: Journal;
  /** The same set as that of the newest revision, which runs: there is nothing new to record. */
  readonly isRepeat: boolean;
  readonly onStage: (stage: Progress['stage']) => void;
  readonly onApplied: (object: AppliedObject) => void;
}

async function runStages(parts: SessionParts, attempt: Attempt, stages: Stages): Promise<Omit<Release, 'revision'>> {
  const { client, context, access } = parts;
  const { signal, logger } = context;
  const { journal, isRepeat, onStage, onApplied } = stages;
  const { set, timeout, history } = attempt;
  // The watches are there before the first object is sent; the record is written meanwhile. Either may fail alone.
  const [opened, started] = await Promise.allSettled([
    isRepeat ? undefined : journal.open(),
    startRollout({ client, namespaces: namespacesOf(set), kinds: set.objects.map(({ kind }) => kind), signal, logger }),
  ]);
  try {
    if (opened.status === 'rejected') throw opened.reason;
    if (started.status === 'rejected') throw started.reason;
    onStage('applying');
    const start = performance.now();
    const onTaken = () => (isRepeat ? assertStillNewest(attempt) : journal.open());
    const applied = await applyRelease({ ...applySettings(parts, attempt), onTaken, onApplied });
    logger.step('apply', performance.now() - start);
    onStage('watching');
    await watchRelease(parts, attempt, { rollout: started.value, applied, isRepeat, start });
    onStage('pruning');
    const pruned = await pruneOrphans({ client, set, release: applied, timeout, signal });
    const untidy = isRepeat ? [] : await journal.succeed();
    const objects = applied.objects.map(({ object }) => object);
    return {
      changes: [...applied.objects.map(({ object, change }) => ({ ...toReleased(object), change })), ...pruned],
      access: accessLines(objects, access),
      warnings: [...history.warnings, ...attempt.warnings, ...applied.warnings, ...untidy],
    };
  } finally {
    if (started.status === 'fulfilled') started.value.close();
  }
}

/** A repetition opens no record that another deploy could meet. Throws RELEASE_BUSY where one has come between. */
async function assertStillNewest({ place, history }: Attempt): Promise<void> {
  const [newest] = await listRecords(place);
  const [known] = history.entries;
  if (newest !== undefined && newest.revision !== known?.revision) throw busy(place, newest.revision);
}

interface Watch {
  readonly rollout: Rollout;
  readonly applied: AppliedRelease;
  readonly isRepeat: boolean;
  /** When applying began, on the clock of `performance`. */
  readonly start: number;
}

async function watchRelease(parts: SessionParts, attempt: Attempt, watch: Watch): Promise<void> {
  const { client, context } = parts;
  const { signal, logger } = context;
  const { objects } = watch.applied;
  const begun = performance.now();
  // What ran and settled before, and was not touched, need not prove it again.
  const isUntouched = watch.isRepeat && objects.every(({ change }) => change === 'unchanged');
  const settle = isUntouched ? 0 : attempt.settle;
  const timeout = Math.max(1, attempt.timeout - (begun - watch.start) / 1000);
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  const freeing = attempt.isRollback ? freeStuckPods({ client, objects, signal: until, logger }) : undefined;
  try {
    await Promise.all([watch.rollout.finish({ objects, timeout, settle }), freeing]);
  } finally {
    ending.abort();
  }
  logger.step('rollout', performance.now() - begun);
}
