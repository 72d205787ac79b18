import type { ObjectChange } from '@slipway/kit';
import type { Orphan } from '../apply/applied.ts';
import { groupKindOf, groupOf, identityOf } from '../apply/object-identity.ts';
import type { PlacedObject } from '../apply/place-objects.ts';
import type { Member } from './list-members.ts';

/** What holds more than the release put into it. */
const dataKinds = new Set(['Namespace', 'PersistentVolumeClaim', 'CustomResourceDefinition.apiextensions.k8s.io']);

/** Members as they would be deleted. Nothing that holds data, unless `pruneData` says so. */
export function toOrphans(members: Iterable<Member>, pruneData: boolean): readonly Orphan[] {
  return [...members].map(({ resource, metadata: { name, namespace, uid = '' } }) => ({
    resource,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    isSpared: !pruneData && dataKinds.has(groupKindOf(resource)),
  }));
}

/**
 * The members that the set no longer holds.
 * What the new set stands on is spared whatever was said: its namespaces, and the CRDs of its kinds.
 */
export function findOrphans(
  members: ReadonlyMap<string, Member>,
  placed: readonly PlacedObject[],
  pruneData: boolean,
): readonly Orphan[] {
  const held = new Set(placed.map(({ object, resource }) => identityOf(resource, object.metadata)));
  const namespaces = new Set(placed.map(({ object }) => object.metadata.namespace));
  const definitions = new Set(placed.map(({ resource }) => `${resource.plural}.${groupOf(resource.apiVersion)}`));
  const gone = [...members].filter(([identity]) => !held.has(identity)).map(([, member]) => member);
  return toOrphans(gone, pruneData).map((orphan) => {
    const groupKind = groupKindOf(orphan.resource);
    const isNeeded =
      (groupKind === 'Namespace' && namespaces.has(orphan.name)) ||
      (groupKind.startsWith('CustomResourceDefinition.') && definitions.has(orphan.name));
    return isNeeded ? { ...orphan, isSpared: true } : orphan;
  });
}

/** What becomes of an orphan, for the report. */
export function toChange({ resource, name, namespace }: Orphan, change: 'deleted' | 'kept'): ObjectChange {
  return { kind: resource.kind, name, ...(namespace === undefined ? {} : { namespace }), change };
}
