import type { Release, ReleaseRequest } from '@slipway/kit';
import { applyRelease } from '../apply/apply-release.ts';
import { describeChange, toReleased } from '../diff/describe-change.ts';
import type { RecordEntry } from '../history/stored-release.ts';
import { toChange } from '../set/find-orphans.ts';
import { applySettings } from './apply-settings.ts';
import type { ReleaseSet } from './release-set.ts';
import type { SessionParts } from './session-parts.ts';

/** What would be released. */
export interface DryRunRequest extends Pick<ReleaseRequest, 'forceConflicts' | 'adopt' | 'pruneData' | 'timeout'> {
  readonly set: ReleaseSet;
  /** Records there are. */
  readonly entries: readonly RecordEntry[];
  readonly warnings: readonly string[];
}

/** Lets the API server try a release, says what would become of each object, and changes nothing. Throws what it refuses. */
export async function tryRelease(parts: SessionParts, request: DryRunRequest): Promise<Release> {
  const { objects, orphans, warnings } = await applyRelease({ ...applySettings(parts, request), dryRun: true });
  const changes = [
    ...objects.map(({ object, change }) => ({ ...toReleased(object), change })),
    ...orphans.map((orphan) => toChange(orphan, orphan.isSpared ? 'kept' : 'deleted')),
  ];
  for (const change of changes) parts.context.logger.info(`Would ${describeChange(change)}`);
  return {
    revision: (request.entries[0]?.revision ?? 0) + 1,
    changes,
    access: [],
    warnings: [...request.warnings, ...warnings],
  };
}
