import { inState, isSlipwayError, withState, type Release, type ReleaseRequest } from '@slipway/kit';
import { listRecords } from '../history/list-records.ts';
import { readRelease } from '../history/read-record.ts';
import { settleLeftovers } from '../history/settle-leftovers.ts';
import { attemptRelease, type Outcome } from './attempt-release.ts';
import { explainingForbidden, lookBefore } from './look-before.ts';
import { describeState, type Progress } from './failure-state.ts';
import { makeSet, placeSet, type ReleaseSet } from './release-set.ts';
import { tryRelease } from './dry-run.ts';
import { historyPlace, type SessionParts } from './session-parts.ts';

/** Makes a release, or says under dry run what it would be. */
export async function deployRelease(parts: SessionParts, request: ReleaseRequest): Promise<Release> {
  const { documents } = request;
  const { finder, target, contextNamespace } = parts;
  // A failure once the release has begun says itself how far it came.
  const before = <Result>(action: () => Promise<Result>) => inState('Nothing was applied.', action);
  const set = await before(() => makeSet({ documents, target, contextNamespace, finder }));
  return explainingForbidden(parts, set, async () => {
    const { place, entries, warnings } = await before(() => lookBefore(parts, set, request.images));
    if (parts.context.dryRun) return tryRelease(parts, { ...request, set, entries, warnings });
    const history = await before(() => settleLeftovers(place, entries));
    const outcome = await attemptRelease(parts, { ...request, set, place, history, warnings, isRollback: false });
    if (outcome.ok) return outcome.release;
    throw request.rollbackOnFailure ? await goBack(parts, request, set, outcome) : outcome.error;
  });
}

/** Makes the previous release again after one failed, and answers with the failure and what became of that. */
async function goBack(
  parts: SessionParts,
  request: ReleaseRequest,
  { namespace }: ReleaseSet,
  { error, progress }: Outcome & { readonly ok: false },
): Promise<unknown> {
  const { current } = progress;
  if (!isWorthIt(error, progress)) return error;
  if (current === undefined) return withState(error, `${describeState(progress, error)} It cannot be rolled back.`);
  const back = `revision ${current.revision}`;
  parts.context.logger.warn(`${isSlipwayError(error) ? error.summary : String(error)} Going back to ${back}.`);
  try {
    const place = historyPlace(parts, namespace);
    const { images, objects } = await readRelease(place, current);
    const set = await placeSet({ name: place.release, namespace, objects, finder: parts.finder });
    const history = await settleLeftovers(place, await listRecords(place));
    const outcome = await attemptRelease(parts, {
      ...{ images, set, place, history, warnings: [], isRollback: true, adopt: false, pruneData: false },
      ...{ timeout: request.timeout, settle: request.settle, forceConflicts: request.forceConflicts },
    });
    if (!outcome.ok) throw outcome.error;
    // The pods that the failure's own hint is about are gone by now.
    const hint = 'Mend what failed and deploy again.';
    return withState(error, `Rolled back: ${back} runs again, as revision ${outcome.release.revision}.`, hint);
  } catch (failure) {
    const why = isSlipwayError(failure) ? `${failure.summary} [${failure.code}]` : String(failure);
    return withState(error, `${describeState(progress, error)} Going back to ${back} failed as well: ${why}`);
  }
}

/** Not after a cancellation, nor where another deploy has the last word, nor where the release runs. */
function isWorthIt(error: unknown, { applied, stage }: Progress): boolean {
  const code = isSlipwayError(error) ? error.code : undefined;
  return applied.length > 0 && stage !== 'pruning' && code !== 'CANCELLED' && code !== 'RELEASE_BUSY';
}
