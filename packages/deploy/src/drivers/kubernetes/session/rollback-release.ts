import type { Release, RollbackRequest } from '@slipway/kit';
import { listRecords } from '../history/list-records.ts';
import { readRelease } from '../history/read-record.ts';
import { settleLeftovers } from '../history/settle-leftovers.ts';
import { checkPlatforms } from '../preflight/check-platforms.ts';
import { attemptRelease } from './attempt-release.ts';
import { chooseGoal } from './choose-goal.ts';
import { tryRelease } from './dry-run.ts';
import { explainingForbidden } from './look-before.ts';
import { placeSet } from './release-set.ts';
import { findHistory } from './find-history.ts';
import type { SessionParts } from './session-parts.ts';

/** Makes a release of the past again, as a new revision. Throws RELEASE_MISSING where there is none to go back to. */
export async function rollbackRelease(parts: SessionParts, request: RollbackRequest): Promise<Release> {
  const place = await findHistory(parts);
  const entries = await listRecords(place);
  const goal = chooseGoal(place, entries, request.revision);
  const { images, objects } = await readRelease(place, goal);
  const set = await placeSet({ name: place.release, namespace: place.namespace, objects, finder: parts.finder });
  return explainingForbidden(parts, set, async () => {
    const warnings = await checkPlatforms({ client: parts.client, objects: set.objects, images });
    const attempt = { ...request, images, set, warnings, adopt: false };
    if (parts.context.dryRun) return tryRelease(parts, { ...attempt, entries });
    const history = await settleLeftovers(place, entries);
    const outcome = await attemptRelease(parts, { ...attempt, place, history, isRollback: true });
    if (outcome.ok) return outcome.release;
    throw outcome.error;
  });
}
