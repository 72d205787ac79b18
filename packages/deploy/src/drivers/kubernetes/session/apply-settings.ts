import type { ReleaseRequest } from '@slipway/kit';
import type { ApplySettings } from '../apply/apply-settings.ts';
import type { ReleaseSet } from './release-set.ts';
import type { SessionParts } from './session-parts.ts';

/** What decides how a set is applied. */
export interface ApplyRequest extends Pick<ReleaseRequest, 'forceConflicts' | 'adopt' | 'pruneData' | 'timeout'> {
  readonly set: ReleaseSet;
}

/** How the objects of a set are to be applied in this session. */
export function applySettings(
  { client, finder, target, context }: SessionParts,
  { set, forceConflicts, adopt, pruneData, timeout }: ApplyRequest,
): ApplySettings {
  const { name, namespace, objects } = set;
  return {
    ...{ client, finder, set: { name, namespace }, objects, signal: context.signal },
    ...{ createNamespace: target.createNamespace, forceConflicts, adopt, pruneData, timeout },
  };
}
