import { findOrphans } from '../set/find-orphans.ts';
import { openSet } from '../set/open-set.ts';
import type { Orphan } from './applied.ts';
import type { ApplySettings } from './apply-settings.ts';
import { prepareObjects } from './prepare-objects.ts';
import { previewObject, type ObjectPreview } from './preview-object.ts';
import { scaledObjects } from './replicas.ts';

/** What an apply and the prune after it would do. */
export interface ReleasePreview {
  /** In the order in which they were given. */
  readonly objects: readonly ObjectPreview[];
  readonly orphans: readonly Orphan[];
  readonly warnings: readonly string[];
}

/** Asks the server what would become of each object. Changes nothing; what would be refused is in the preview, not thrown. */
export async function previewRelease(settings: Omit<ApplySettings, 'dryRun' | 'onApplied'>): Promise<ReleasePreview> {
  const { client, set, createNamespace, pruneData } = settings;
  const placed = await prepareObjects(settings);
  const { members, warnings } = await openSet({ ...settings, placed, isPreview: true });
  const newNamespaces = new Set([
    ...(createNamespace ? [set.namespace] : []),
    ...placed.filter(({ object }) => object.kind === 'Namespace').map(({ object }) => object.metadata.name),
  ]);
  const scaled = scaledObjects(placed);
  const { forceConflicts, adopt } = settings;
  const asked = { client, namespace: set.namespace, members, scaled, forceConflicts, adopt, newNamespaces };
  const objects = await Promise.all(placed.map((item) => previewObject(item, asked)));
  return {
    objects,
    orphans: findOrphans(members, placed, pruneData),
    warnings: [...warnings, ...objects.flatMap((object) => object.warnings)],
  };
}
