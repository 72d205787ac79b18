import type { ClusterState } from '../cluster-state.ts';
import { builtInKinds, joinApiVersion, type ServedKind } from '../objects/kinds.ts';
import { pageNotFound } from '../objects/refusal.ts';
import { jsonReply, textReply, type Reply, type SeenRequest } from './kube-http.ts';

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

const healthPaths = ['/livez', '/readyz', '/healthz'];

/** Answers what is served: the aggregated form where it is asked for, else the older ones. Undefined for other paths. */
export function answerDiscovery({ path, headers }: SeenRequest, { kinds }: ClusterState): Reply | undefined {
  if (path === '/version')
    return jsonReply(200, { major: '1', minor: '34', gitVersion: 'v1.34.0', platform: 'linux/amd64' });
  if (healthPaths.includes(path)) return textReply(200, 'ok');
  if (path === '/api' || path === '/apis') {
    const served = kinds.all.filter(({ group }) => (group === '') === (path === '/api'));
    if ((headers['accept'] ?? '').includes('as=APIGroupDiscoveryList')) return aggregated(served);
    return path === '/api' ? jsonReply(200, { kind: 'APIVersions', versions: ['v1'] }) : groupList(served);
  }
  const [, group = '', version] = /^\/api(?:s\/([^/]+))?\/([^/]+)$/.exec(path) ?? [];
  return version === undefined ? undefined : resourceList(kinds.all, group, version);
}

function resourceList(kinds: readonly ServedKind[], group: string, version: string): Reply {
  const served = kinds.filter((kind) => kind.group === group && kind.version === version);
  if (served.length === 0) throw pageNotFound();
  const groupVersion = joinApiVersion({ group, version });
  const resources = served.map(({ plural, kind, namespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs,
  }));
  return jsonReply(200, { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources });
}

function aggregated(kinds: readonly ServedKind[]): Reply {
  const groups = [...groupBy(kinds, ({ group }) => group)].map(([group, members]) => ({
    metadata: group === '' ? {} : { name: group },
    versions: [...groupBy(members, ({ version }) => version)].map(([version, resources]) => ({
      version,
      resources: resources.map(describeResource),
      freshness: 'Current',
    })),
  }));
  const reply = jsonReply(200, {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups,
  });
  const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  return { ...reply, headers: { 'content-type': type } };
}

function describeResource(resource: ServedKind): object {
  const { plural, group, version, kind, namespaced } = resource;
  // Of built-in kinds the server leaves group and version empty: they are those of the list.
  const isBuiltIn = builtInKinds.includes(resource);
  return {
    resource: plural,
    responseKind: { group: isBuiltIn ? '' : group, version: isBuiltIn ? '' : version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs,
  };
}

function groupList(kinds: readonly ServedKind[]): Reply {
  const groups = [...groupBy(kinds, ({ group }) => group)].map(([name, members]) => {
    const versions = [...new Set(members.map(({ version }) => version))].map((version) => ({
      groupVersion: `${name}/${version}`,
      version,
    }));
    return { name, versions, preferredVersion: versions[0] };
  });
  return jsonReply(200, { kind: 'APIGroupList', apiVersion: 'v1', groups });
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const keys = [...new Set(items.map(keyOf))];
  return new Map(keys.map((key) => [key, items.filter((item) => keyOf(item) === key)]));
}
