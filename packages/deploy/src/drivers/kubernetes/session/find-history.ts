import { isSlipwayError } from '@slipway/kit';
import { renderManifests } from '../../../render/render-manifests.ts';
import { parseObjects } from '../apply/parse-objects.ts';
import type { HistoryPlace } from '../history/history-place.ts';
import { settleNamespace } from './settle-namespace.ts';
import { historyPlace, type SessionParts } from './session-parts.ts';

/**
 * Where a release has its records, for what comes without manifests: going back, looking, taking away.
 * A namespace that only the manifests name is found as `deploy` finds it, by rendering them. It is never searched for
 * in the cluster: a release of the same name there may be somebody else's.
 */
export async function findHistory(parts: SessionParts): Promise<HistoryPlace> {
  const { target, contextNamespace } = parts;
  if (target.namespace !== undefined) return historyPlace(parts, target.namespace);
  return historyPlace(parts, settleNamespace(await renderObjects(parts), target, contextNamespace));
}

async function renderObjects({ target, context }: SessionParts): Promise<ReturnType<typeof parseObjects>> {
  const { projectRoot, release, environment, overlay = environment, values = [] } = target;
  try {
    const { documents } = await renderManifests({ projectRoot, release, overlay, values }, context);
    return parseObjects(documents);
  } catch (error) {
    // A project without manifests cannot name a namespace in them.
    if (isSlipwayError(error) && error.code === 'MANIFESTS_MISSING') return [];
    throw error;
  }
}
