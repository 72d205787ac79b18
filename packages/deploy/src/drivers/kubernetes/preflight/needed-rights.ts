import type { KubeResource } from '../api/resources.ts';

/** What an account has to be allowed in one namespace. */
export interface Right {
  readonly namespace: string;
  /** API group; empty for the core. */
  readonly group: string;
  /** Plural, with its subresource: `pods/log`. */
  readonly resource: string;
  readonly verb: string;
}

/** One kind of a set, and a namespace it is in. */
export interface PlacedKind {
  readonly resource: KubeResource;
  readonly namespace: string | undefined;
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
export function neededRights(kinds: readonly PlacedKind[], releaseNamespace: string): readonly Right[] {
  const members = kinds.flatMap(({ resource, namespace }) => {
    if (namespace === undefined) return [];
    // A server-side apply of a missing object needs `create` beside `patch`.
    const verbs = ['create', 'delete', 'get', 'list', 'patch', ...(workloads.includes(resource.plural) ? ['watch'] : [])];
    return rights(namespace, groupOf(resource), resource.plural, verbs);
  });
  const namespaces = [...new Set(kinds.flatMap(({ namespace }) => namespace ?? []))];
  const watches = namespaces.flatMap((namespace) =>
    watched.flatMap(({ group, resource, verbs }) => rights(namespace, group, resource, verbs)),
  );
  const records = rights(releaseNamespace, '', 'secrets', ['create', 'delete', 'get', 'list', 'patch']);
  const all = new Map([...members, ...watches, ...records].map((right) => [JSON.stringify(right), right]));
  return [...all.values()];
}

function rights(namespace: string, group: string, resource: string, verbs: readonly string[]): readonly Right[] {
  return verbs.map((verb) => ({ namespace, group, resource, verb }));
}

function groupOf({ apiVersion }: KubeResource): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}
