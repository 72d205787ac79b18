import type { KubeAnswer, KubeClient } from '../api/kube-client.ts';
import { itemsOfList } from '../api/items-of-list.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { resourcePath } from '../api/resource-path.ts';
import type { KubeResource } from '../api/resources.ts';
import { ownsField } from '../apply/managed-fields.ts';
import { metadataOnlyList } from '../apply/partial-metadata.ts';
import type { KubeMetadata, KubeObject } from '../kube-object.ts';
import { partOfLabel } from './set-record.ts';

/** An object that some set holds. */
export interface Member {
  readonly resource: KubeResource;
  readonly metadata: KubeMetadata;
  /** Id of its set. */
  readonly set: string;
  /** Whether it was applied as a member. Controllers copy labels, as from a Service to its EndpointSlices. */
  readonly isApplied: boolean;
  /** All of it, where it was asked for. */
  readonly object?: KubeObject;
}

/** The objects of one kind in one namespace, or in the cluster. */
interface Collection {
  readonly resource: KubeResource;
  readonly namespace?: string;
}

/** Where to look. */
export interface ListSettings {
  readonly client: KubeClient;
  /** One for each kind. */
  readonly resources: readonly KubeResource[];
  readonly namespaces: readonly string[];
  /** Lists the members of this set alone, with their contents. */
  readonly wholeSet?: string;
}

/**
 * Lists the members of all sets, without their contents: one request for each kind and namespace.
 * All sets, because the next apply would take an object from another set without a conflict: both apply as `slipway`.
 */
export async function listMembers({
  client,
  resources,
  namespaces,
  wholeSet,
}: ListSettings): Promise<readonly Member[]> {
  const lists = resources.flatMap((resource): readonly Collection[] =>
    resource.namespaced ? namespaces.map((namespace) => ({ resource, namespace })) : [{ resource }],
  );
  const answers = await Promise.all(
    lists.map(async (collection) => {
      const { resource, namespace } = collection;
      const path = resourcePath(resource, { namespace });
      const answer = await client.send({
        method: 'GET',
        path,
        query: { labelSelector: wholeSet === undefined ? partOfLabel : `${partOfLabel}=${wholeSet}` },
        ...(wholeSet === undefined ? { accept: metadataOnlyList } : {}),
      });
      return membersOf(collection, answer, wholeSet !== undefined);
    }),
  );
  return answers.flat();
}

function membersOf({ resource, namespace }: Collection, answer: KubeAnswer, isWhole: boolean): readonly Member[] {
  if (answer.ok) {
    const { apiVersion, kind } = resource;
    return itemsOfList(answer.object).map((item) => ({
      resource,
      metadata: item.metadata,
      set: item.metadata.labels?.[partOfLabel] ?? '',
      isApplied: isApplied(item.metadata),
      // Items of a list do not say what they are.
      ...(isWhole ? { object: { ...item, apiVersion, kind } } : {}),
    }));
  }
  // The kind is not served yet: a CRD of the set makes it.
  if (answer.status === 404) return [];
  // Whoever deploys into a namespace may seldom look at all of them, and namespaces are not pruned unless told.
  if (answer.status === 403 && resource.kind === 'Namespace') return [];
  throw toRefusalError(answer, { kind: resource.kind, name: '', namespace }, 'Nothing was changed.');
}

function isApplied({ managedFields = [] }: KubeMetadata): boolean {
  return managedFields.some(
    (entry) =>
      (entry.operation === 'Apply' || entry.manager === 'kubectl-client-side-apply') &&
      ownsField(entry, ['f:metadata', 'f:labels', `f:${partOfLabel}`]),
  );
}
