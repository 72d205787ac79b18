import { SlipwayError } from '@slipway/kit';
import type { KubeResource, ResourceFinder } from '../api/resources.ts';
import type { KubeMetadata, KubeObject } from '../kube-object.ts';
import { recordName } from '../set/set-id.ts';
import { describeObject, formatGroupKind, groupKindOf, identityOf } from './object-identity.ts';

/** An object, and where it lives. Namespaced objects have a namespace, others have none. */
export interface PlacedObject {
  readonly object: KubeObject;
  readonly resource: KubeResource;
  /** Whether a CRD of the same set makes its kind, so that the server may not serve it yet. */
  readonly isNewKind: boolean;
}

/** What to place. */
export interface PlaceSettings {
  readonly objects: readonly KubeObject[];
  readonly finder: ResourceFinder;
  /** Name and namespace of the set; its record is a Secret named after it. */
  readonly set: { readonly name: string; readonly namespace: string };
}

/**
 * Finds where objects live, and fills in the namespace of the set.
 * Throws APPLY_KIND_UNKNOWN, and MANIFEST_INVALID where two objects are one or one would be the record of the set.
 */
export async function placeObjects({ objects, finder, set }: PlaceSettings): Promise<readonly PlacedObject[]> {
  const resourceOf = await finder.find(objects);
  const defined = new Set(objects.flatMap(definedKinds));
  const placed = objects.map((object): PlacedObject => {
    const resource = resourceOf(object);
    return {
      object: withNamespace(object, resource, set.namespace),
      resource,
      isNewKind: defined.has(groupKindOf(object)),
    };
  });
  assertApart(placed, set);
  return placed;
}

/** The kind that a CRD makes. */
function definedKinds(object: KubeObject): readonly string[] {
  if (groupKindOf(object) !== 'CustomResourceDefinition.apiextensions.k8s.io') return [];
  const { group, names } = (object['spec'] ?? {}) as CrdSpec;
  return group === undefined || names?.kind === undefined ? [] : [formatGroupKind({ group, kind: names.kind })];
}

/** What is read of a CRD; the server refuses one that lacks it. */
interface CrdSpec {
  readonly group?: string;
  readonly names?: { readonly kind?: string };
}

function withNamespace(object: KubeObject, { namespaced }: KubeResource, fallback: string): KubeObject {
  const { namespace, ...metadata } = object.metadata;
  if (!namespaced) return { ...object, metadata };
  const settled = namespace === undefined || namespace === '' ? fallback : namespace;
  return { ...object, metadata: { ...metadata, namespace: settled } satisfies KubeMetadata };
}

function assertApart(placed: readonly PlacedObject[], set: PlaceSettings['set']): void {
  const seen = new Set<string>();
  const record = identityOf({ apiVersion: 'v1', kind: 'Secret' }, { name: recordName(set), namespace: set.namespace });
  const problems = placed.flatMap(({ object, resource }) => {
    const identity = identityOf(resource, object.metadata);
    const { namespace } = object.metadata;
    const name = describeObject(object) + (namespace === undefined ? '' : ` in namespace ${namespace}`);
    if (identity === record) return [`${name} has the name of the Secret that records the release; rename one of them`];
    if (seen.has(identity)) return [`${name} occurs twice`];
    seen.add(identity);
    return [];
  });
  if (problems.length === 0) return;
  throw new SlipwayError({
    code: 'MANIFEST_INVALID',
    summary:
      problems.length === 1
        ? `The release cannot be applied: ${problems[0] ?? ''}.`
        : `The release cannot be applied: ${problems.length} objects are in the way of others.`,
    details: problems.length === 1 ? [] : problems,
    state: 'Nothing was applied.',
  });
}
