import type { DeployTarget, Document } from '@slipway/kit';
import type { ResourceFinder } from '../api/resources.ts';
import { parseObjects } from '../apply/parse-objects.ts';
import { placeObjects, type PlacedObject } from '../apply/place-objects.ts';
import type { KubeObject } from '../kube-object.ts';
import { settleNamespace } from './settle-namespace.ts';

/** The objects of one release, each in its namespace. */
export interface ReleaseSet {
  readonly name: string;
  /** The namespace of the release itself: of its records and its ApplySet, and of objects that name none. */
  readonly namespace: string;
  readonly placed: readonly PlacedObject[];
  readonly objects: readonly KubeObject[];
}

/** What a set is made of. */
export interface SetRequest {
  readonly documents: readonly Document[];
  readonly target: DeployTarget;
  /** Of the kubeconfig's context. */
  readonly contextNamespace: string | undefined;
  readonly finder: ResourceFinder;
}

/** Makes a set of documents. Throws MANIFEST_INVALID, ENVIRONMENT_INVALID and APPLY_KIND_UNKNOWN, and changes nothing. */
export async function makeSet({ documents, target, contextNamespace, finder }: SetRequest): Promise<ReleaseSet> {
  const objects = parseObjects(documents);
  const namespace = settleNamespace(objects, target, contextNamespace);
  return placeSet({ name: target.release, namespace, objects, finder });
}

/** A set of objects whose release is known already. */
export async function placeSet({
  name,
  namespace,
  objects,
  finder,
}: {
  readonly name: string;
  readonly namespace: string;
  readonly objects: readonly KubeObject[];
  readonly finder: ResourceFinder;
}): Promise<ReleaseSet> {
  const placed = await placeObjects({ objects, finder, set: { name, namespace } });
  return { name, namespace, placed, objects: placed.map(({ object }) => object) };
}

/** Every namespace of a set, the release's own first. */
export function namespacesOf({ namespace, objects }: Pick<ReleaseSet, 'namespace' | 'objects'>): readonly string[] {
  return [...new Set([namespace, ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])])];
}
