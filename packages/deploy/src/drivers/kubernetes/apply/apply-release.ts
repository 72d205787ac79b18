import { systemClock } from '../api/clock.ts';
import { findOrphans } from '../set/find-orphans.ts';
import { openSet } from '../set/open-set.ts';
import { writeRecord } from '../set/record-store.ts';
import type { AppliedRelease } from './applied.ts';
import type { ApplySettings } from './apply-settings.ts';
import { joinErrors } from './join-errors.ts';
import { makeNamespace } from './make-namespace.ts';
import type { PlacedObject } from './place-objects.ts';
import { prepareObjects } from './prepare-objects.ts';
import { previewRelease, type ReleasePreview } from './preview-release.ts';
import { scaledObjects } from './replicas.ts';
import { sendObject, type SendSettings, type Sent } from './send-object.ts';
import { sendSteps } from './send-steps.ts';

/**
 * Applies a set of objects step by step and keeps its record, so that any run that was killed is mended by the next.
 * Nothing is deleted: what the set no longer holds is listed for `pruneOrphans`.
 * Throws MANIFEST_INVALID, APPLY_KIND_UNKNOWN, RELEASE_FOREIGN, RELEASE_BUSY and NAMESPACE_MISSING before anything is applied;
 * then whatever the server refused of a step, all of it at once, with what was applied and what was not sent.
 */
export async function applyRelease(settings: ApplySettings): Promise<AppliedRelease> {
  if (settings.dryRun === true) return toRelease(await previewRelease(settings));
  const { client, set, signal, pruneData, clock = systemClock, timeout = 60 } = settings;
  const placed = await prepareObjects(settings);
  const { record: before, members, wanted, all, warnings } = await openSet({ ...settings, placed });
  const sending: SendSettings = { ...settings, members, scaled: scaledObjects(placed), clock, timeout };
  const made = new Map<PlacedObject, Sent>();
  const onNamespaceMissing = async (): Promise<void> => {
    const own = placed.find(({ object }) => object.kind === 'Namespace' && object.metadata.name === set.namespace);
    if (own === undefined) await makeNamespace(client, set.namespace, settings.createNamespace);
    else made.set(own, await sendFirst(own, sending));
  };
  const record = await writeRecord({ client, set }, before, all, { state: 'Nothing was applied.', onNamespaceMissing });
  await settings.onTaken?.();
  const sent = await sendSteps(placed, {
    signal,
    onApplied: settings.onApplied ?? (() => undefined),
    send: async (item) => made.get(item) ?? sendObject(item, sending),
  });
  const orphans = findOrphans(members, placed, pruneData);
  return { objects: sent.objects, orphans, warnings: [...warnings, ...sent.warnings], taken: { record, wanted } };
}

/** The namespace of the set has to be there before its record can be. */
async function sendFirst(namespace: PlacedObject, sending: SendSettings): Promise<Sent> {
  try {
    return await sendObject(namespace, sending);
  } catch (error) {
    throw joinErrors([error], { summary: '', state: 'Nothing was applied.' });
  }
}

/** What would have been applied. Throws what would have been refused. */
function toRelease({ objects, orphans, warnings }: ReleasePreview): AppliedRelease {
  const problems = objects.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) {
    throw joinErrors(problems, {
      summary: `The cluster would not take ${problems.length} objects.`,
      state: 'Nothing was changed: this was a dry run.',
    });
  }
  return {
    objects: objects.map(({ object, answer, resource, change }) => ({ object: answer ?? object, resource, change })),
    orphans,
    warnings,
  };
}
