import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { timestamp, type ClusterState } from '../cluster-state.ts';
import { ownUpdate } from '../fields/managed-fields.ts';
import { applyFields } from '../fields/server-side-apply.ts';
import { isJson, isSameJson } from '../objects/json.ts';
import { invalid, notFound, refuse } from '../objects/refusal.ts';
import { checkSchema, checkType } from '../objects/schema.ts';
import { deleteObject, writeObject } from '../objects/write-object.ts';
import type { Reply, SeenRequest } from './kube-http.ts';
import { jsonReply } from './kube-http.ts';
import { mergePatch, patchJson, type PatchOperation } from './json-patch.ts';
import type { Route } from './route.ts';

/** Answers a server-side apply, a merge patch or a JSON patch. */
export function answerPatch(request: SeenRequest, route: Route, state: ClusterState): Reply {
  const type = (request.headers['content-type'] ?? '').split(';')[0];
  if (type === 'application/apply-patch+yaml') return answerApply(request, route, state);
  const { kind, namespace, name } = route;
  state.rights.check({ verb: 'patch', ...attemptOf(route) });
  const live = state.store.get(kind, namespace, name);
  const body: unknown = parseBody(request.body);
  if (type !== 'application/merge-patch+json' && type !== 'application/json-patch+json')
    throw refuse(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  if (live === undefined) throw notFound(kind, name);
  const patched =
    type === 'application/merge-patch+json'
      ? mergePatch(live, body)
      : patchJson(live, body as readonly PatchOperation[]);
  return answerUpdate(request, route, state, patched as KubeObject);
}

/** Answers a PUT of a whole object. */
export function answerPut(request: SeenRequest, route: Route, state: ClusterState): Reply {
  const { kind, namespace, name } = route;
  state.rights.check({ verb: 'update', ...attemptOf(route) });
  if (state.store.get(kind, namespace, name) === undefined) throw notFound(kind, name);
  return answerUpdate(request, route, state, parseObject(request.body, route));
}

/** Answers a POST of a new object. */
export function answerPost(request: SeenRequest, route: Route, state: ClusterState): Reply {
  const { kind, namespace } = route;
  const sent = parseObject(request.body, { ...route, name: '' });
  const { name } = sent.metadata;
  state.rights.check({ verb: 'create', ...attemptOf(route) });
  if (state.store.get(kind, namespace, name) !== undefined)
    throw refuse(
      409,
      'AlreadyExists',
      `${kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`} "${name}" already exists`,
      {
        name,
        ...(kind.group === '' ? {} : { group: kind.group }),
        kind: kind.plural,
      },
    );
  const object = ownUpdate(undefined, inNamespace(sent, namespace), writerOf(request, state, route));
  const created = writeObject(state, { kind, object, isDryRun: isDryRun(request) });
  return jsonReply(201, created, warningsFor(state, request));
}

/** Answers a DELETE of one object. */
export function answerDelete(request: SeenRequest, route: Route, state: ClusterState): Reply {
  const { kind, namespace, name } = route;
  state.rights.check({ verb: 'delete', ...attemptOf(route) });
  const object = state.store.get(kind, namespace, name);
  if (object === undefined) throw notFound(kind, name);
  const options = parseBody(request.body === '' ? '{}' : request.body) as { preconditions?: { uid?: string } };
  const uid = options.preconditions?.uid;
  return jsonReply(200, deleteObject(state, { kind, object, uid, isDryRun: isDryRun(request) }));
}

function answerApply(request: SeenRequest, route: Route, state: ClusterState): Reply {
  const { kind, namespace, name } = route;
  state.rights.check({ verb: 'patch', ...attemptOf(route) });
  const manager = request.query['fieldManager'] ?? '';
  if (manager === '') {
    const options = { group: 'meta.k8s.io', version: 'v1', kind: 'PatchOptions', plural: '' };
    const message = 'Required value: is required for apply patch';
    throw invalid({ ...kind, ...options }, '', [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }]);
  }
  const sent = parseObject(request.body, route);
  checkType(kind, sent);
  if ((sent.metadata.managedFields ?? []).length > 0)
    throw refuse(400, 'BadRequest', 'metadata.managedFields must be nil');
  checkSchema(kind, name, sent.metadata.namespace, sent);
  const live = state.store.get(kind, namespace, name);
  if (live === undefined) state.rights.check({ verb: 'create', ...attemptOf(route) });
  const merged = applyFields({
    kind,
    isCustom: state.kinds.isCustom(kind),
    applied: inNamespace(sent, namespace),
    ...(live === undefined ? {} : { live }),
    manager,
    force: request.query['force'] === 'true',
    time: timestamp(),
  });
  const { resourceVersion } = sent.metadata;
  const object =
    resourceVersion === undefined ? merged : { ...merged, metadata: { ...merged.metadata, resourceVersion } };
  const written = writeObject(state, { kind, object, live, isDryRun: isDryRun(request) });
  return jsonReply(live === undefined ? 201 : 200, written, warningsFor(state, request));
}

function answerUpdate(request: SeenRequest, route: Route, state: ClusterState, next: KubeObject): Reply {
  const { kind, namespace, name } = route;
  const live = state.store.get(kind, namespace, name);
  // Who writes managedFields themselves says whose the fields are.
  const isAdoption = !isSameJson(next.metadata.managedFields ?? [], live?.metadata.managedFields ?? []);
  const object = isAdoption ? next : ownUpdate(live, next, writerOf(request, state, route));
  const written = writeObject(state, { kind, object, live, isDryRun: isDryRun(request) });
  return jsonReply(200, written, warningsFor(state, request));
}

function parseObject(body: string, { namespace, name }: Pick<Route, 'namespace' | 'name'>): KubeObject {
  const object = parseBody(body) as KubeObject;
  const { metadata } = object;
  if (name !== '' && metadata.name !== name)
    throw refuse(
      400,
      'BadRequest',
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  if (metadata.namespace !== undefined && metadata.namespace !== namespace)
    throw refuse(
      400,
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  return object;
}

function parseBody(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    if (isJson(value) || Array.isArray(value)) return value;
  } catch {
    // Told below, as for JSON that is no object.
  }
  throw refuse(400, 'BadRequest', `error decoding patch: the fake cluster reads JSON only`);
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return namespace === '' ? object : { ...object, metadata: { ...object.metadata, namespace } };
}

function attemptOf({ kind, namespace, name }: Route): {
  readonly kind: Route['kind'];
  readonly name: string;
  readonly namespace?: string;
} {
  return { kind, name, ...(kind.namespaced ? { namespace } : {}) };
}

function writerOf(
  { query, headers }: SeenRequest,
  state: ClusterState,
  { kind }: Route,
): { readonly manager: string; readonly isCustom: boolean; readonly time: string } {
  const manager = query['fieldManager'] ?? (headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown';
  return { manager, isCustom: state.kinds.isCustom(kind), time: timestamp() };
}

function isDryRun({ query }: SeenRequest): boolean {
  return query['dryRun'] === 'All';
}

function warningsFor(state: ClusterState, { path }: SeenRequest): readonly string[] {
  return state.warnings.filter((warning) => warning.path.test(path)).map(({ text }) => text);
}
