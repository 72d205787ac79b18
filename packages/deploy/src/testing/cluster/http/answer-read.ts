import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import type { ClusterState } from '../cluster-state.ts';
import { joinApiVersion } from '../objects/kinds.ts';
import { notFound, refuse } from '../objects/refusal.ts';
import { parseSelection } from '../objects/selectors.ts';
import { jsonReply, textReply, type Reply, type SeenRequest } from './kube-http.ts';
import type { Route } from './route.ts';

/** Answers a GET of one object, or of a pod's log. */
export function answerGet(request: SeenRequest, route: Route, state: ClusterState): Reply {
  const { kind, namespace, name, subresource } = route;
  const scope = kind.namespaced ? { namespace } : {};
  if (subresource !== '') {
    state.rights.check({ verb: 'get', kind, name, subresource, ...scope });
    return answerLog(request, route, state);
  }
  state.rights.check({ verb: 'get', kind, name, ...scope });
  const object = state.store.get(kind, namespace, name);
  if (object === undefined) throw notFound(kind, name);
  return jsonReply(200, wantsMetadata(request, 'PartialObjectMetadata') ? toMetadata(object) : object);
}

/** Answers a GET of a collection. */
export function answerList(request: SeenRequest, route: Route, state: ClusterState): Reply {
  const { kind, namespace } = route;
  state.rights.check({ verb: 'list', kind, ...(namespace === '' ? {} : { namespace }) });
  const objects = state.store.list(kind, namespace).filter(parseSelection(request.query));
  const metadata = { resourceVersion: String(state.store.revision) };
  if (wantsMetadata(request, 'PartialObjectMetadataList')) {
    // The real server gives null for none here, and an empty list elsewhere.
    const items = objects.length === 0 ? null : objects.map(toMetadata);
    return jsonReply(200, { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items });
  }
  // In a built-in list the items have neither kind nor apiVersion.
  const items = state.kinds.isCustom(kind) ? objects : objects.map(({ kind: _, apiVersion: __, ...rest }) => rest);
  return jsonReply(200, { kind: `${kind.kind}List`, apiVersion: joinApiVersion(kind), metadata, items });
}

/** Whether a request takes metadata alone. */
export function wantsMetadata({ headers }: SeenRequest, as: string): boolean {
  return (headers['accept'] ?? '').split(/[;,]/).some((part) => part.trim() === `as=${as}`);
}

/** The metadata of an object, as an object. */
export function toMetadata({ metadata }: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function answerLog({ query }: SeenRequest, { kind, namespace, name, subresource }: Route, state: ClusterState): Reply {
  if (kind.plural !== 'pods' || subresource !== 'log') throw notFound(kind, name);
  if (state.store.get(kind, namespace, name) === undefined) throw notFound(kind, name);
  const container = query['container'] ?? '';
  const isPrevious = query['previous'] === 'true';
  const text = state.logs.get(logKey(namespace, name, container, isPrevious));
  if (text === undefined) {
    const why = isPrevious
      ? `previous terminated container "${container}" in pod "${name}" not found`
      : `container "${container}" in pod "${name}" is waiting to start: ContainerCreating`;
    throw refuse(400, 'BadRequest', why);
  }
  const lines = text.split(/(?<=\n)/);
  return textReply(200, lines.slice(-Number(query['tailLines'] ?? lines.length)).join(''), 'text/plain');
}

/** The key of a log in the cluster's state. */
export function logKey(namespace: string, pod: string, container: string, isPrevious: boolean): string {
  return `${namespace}/${pod}/${container}/${isPrevious ? 'previous' : 'current'}`;
}
