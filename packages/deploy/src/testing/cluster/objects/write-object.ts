import { randomUUID } from 'node:crypto';
import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { timestamp, type ClusterState } from '../cluster-state.ts';
import { isSameApply } from '../fields/server-side-apply.ts';
import { isSameJson, readList, readText } from './json.ts';
import type { ServedKind } from './kinds.ts';
import { detailsOf, modified, notFound, refuse } from './refusal.ts';
import { setDefaults } from './set-defaults.ts';
import { validate } from './validate.ts';

/** One write of an object, whose fields have found their owners already. */
export interface ObjectWrite {
  readonly kind: ServedKind;
  readonly object: KubeObject;
  /** Absent where the object is to be made. */
  readonly live?: KubeObject | undefined;
  readonly isDryRun: boolean;
}

/** Checks and stores an object. What changes nothing is not stored: it keeps its resourceVersion. */
export function writeObject(state: ClusterState, { kind, object, live, isDryRun }: ObjectWrite): KubeObject {
  const filled = setDefaults(object);
  checkResourceVersion(kind, object, live);
  validate(kind, filled, live);
  if (live === undefined) {
    checkNamespace(state, kind, filled);
    const created: KubeObject = {
      ...filled,
      metadata: {
        ...filled.metadata,
        uid: randomUUID(),
        creationTimestamp: timestamp(),
        ...(kind.hasGeneration ? { generation: 1 } : {}),
      },
    };
    return isDryRun ? created : state.store.put(kind, created);
  }
  const next: KubeObject = { ...filled, metadata: { ...filled.metadata, ...identityOf(kind, filled, live) } };
  if (isSameApply(live, next)) return live;
  if (isDryRun) return next;
  // The last finalizer of a dying object was taken: now it goes.
  if (next.metadata.deletionTimestamp !== undefined && !isHeld(next)) return state.store.remove(kind, next);
  return state.store.put(kind, next);
}

/** Deletes an object, or marks it where finalizers or a grace period hold it. Gives the answer of the server. */
export function deleteObject(
  state: ClusterState,
  {
    kind,
    object,
    uid,
    isDryRun,
  }: { kind: ServedKind; object: KubeObject; uid?: string | undefined; isDryRun: boolean },
): object {
  const { metadata } = object;
  if (uid !== undefined && uid !== metadata.uid) {
    const message = `Operation cannot be fulfilled on ${kind.kind} "${metadata.name}": the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid ?? ''}). The object might have been deleted and then recreated`;
    throw refuse(409, 'Conflict', message, { name: metadata.name, kind: kind.kind });
  }
  if (isHeld(object) || kind.plural === 'pods') {
    const dying: KubeObject = {
      ...object,
      metadata: { ...metadata, deletionTimestamp: metadata.deletionTimestamp ?? timestamp() },
      ...(kind.plural === 'namespaces' ? { status: { phase: 'Terminating' } } : {}),
    };
    return isDryRun || isSameJson(dying, object) ? dying : state.store.put(kind, dying);
  }
  if (!isDryRun) state.store.remove(kind, object);
  const details = { ...detailsOf(kind, metadata.name), uid: metadata.uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** Whether something has to be done before an object may go. */
export function isHeld(object: KubeObject): boolean {
  return (object.metadata.finalizers ?? []).length > 0 || readList(object, 'spec', 'finalizers').length > 0;
}

function identityOf(kind: ServedKind, next: KubeObject, live: KubeObject): Partial<KubeObject['metadata']> {
  const { uid, creationTimestamp, deletionTimestamp, generation = 1, resourceVersion } = live.metadata;
  const isOther = kind.hasGeneration && !isSameJson(contentOf(next), contentOf(live));
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(kind.hasGeneration ? { generation: isOther ? generation + 1 : generation } : {}),
  };
}

function contentOf({ metadata: _, status: __, ...content }: KubeObject): object {
  return content;
}

function checkResourceVersion(kind: ServedKind, object: KubeObject, live: KubeObject | undefined): void {
  const { resourceVersion, name } = object.metadata;
  if (live === undefined || resourceVersion === undefined) return;
  if (resourceVersion !== live.metadata.resourceVersion) throw modified(kind, name);
}

function checkNamespace(state: ClusterState, kind: ServedKind, object: KubeObject): void {
  const { namespace = '', name } = object.metadata;
  if (!kind.namespaced) return;
  const namespaces = state.kinds.of('Namespace');
  const found = state.store.get(namespaces, '', namespace);
  if (found === undefined) throw notFound(namespaces, namespace);
  if (readText(found, 'status', 'phase') !== 'Terminating') return;
  const what = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
  const message = `${what} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  throw refuse(403, 'Forbidden', message, { ...detailsOf(kind, name), causes: [cause] });
}
