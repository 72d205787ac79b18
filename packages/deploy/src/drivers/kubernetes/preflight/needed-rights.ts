import type { Right } from '../api/role-rule.ts';
import { groupOf } from '../apply/object-identity.ts';
import type { PlacedObject } from '../apply/place-objects.ts';

/** What an account has to be allowed in one namespace. */
export interface NamespacedRight extends Right {
  readonly namespace: string;
}

/** What watching a rollout looks at, beside the objects of the set. */
const watched = [
  { group: '', resource: 'pods', verbs: ['list', 'watch'] },
  { group: '', resource: 'pods/log', verbs: ['get'] },
  { group: '', resource: 'events', verbs: ['list', 'watch'] },
  { group: 'apps', resource: 'replicasets', verbs: ['list', 'watch'] },
];
const workloads = ['deployments', 'statefulsets', 'daemonsets', 'jobs'];

/**
 * All that a release needs to be allowed in its namespaces: apply, prune, watch, and the records in its own one.
 * Cluster-scoped kinds are left out, because the API server tells about namespaces only.
 */
export function neededRights(placed: readonly PlacedObject[], releaseNamespace: string): readonly NamespacedRight[] {
  const members = placed.flatMap(({ object, resource }) => {
    const { namespace } = object.metadata;
    if (namespace === undefined) return [];
    // A server-side apply of a missing object needs `create` beside `patch`.
    const verbs = [
      'create',
      'delete',
      'get',
      'list',
      'patch',
      ...(workloads.includes(resource.plural) ? ['watch'] : []),
    ];
    return rights(namespace, groupOf(resource.apiVersion), resource.plural, verbs);
  });
  const namespaces = [...new Set(placed.flatMap(({ object }) => object.metadata.namespace ?? []))];
  const watches = namespaces.flatMap((namespace) =>
    watched.flatMap(({ group, resource, verbs }) => rights(namespace, group, resource, verbs)),
  );
  const records = rights(releaseNamespace, '', 'secrets', ['create', 'delete', 'get', 'list', 'patch']);
  const all = new Map([...members, ...watches, ...records].map((right) => [JSON.stringify(right), right]));
  return [...all.values()];
}

function rights(
  namespace: string,
  group: string,
  resource: string,
  verbs: readonly string[],
): readonly NamespacedRight[] {
  return verbs.map((verb) => ({ namespace, group, resource, verb }));
}
