import { createHash } from 'node:crypto';
import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { timestamp, type ClusterState } from '../cluster-state.ts';
import { ownUpdate } from '../fields/managed-fields.ts';
import { isSameJson, readList, readText, sortedText, type Json } from '../objects/json.ts';
import { deleteObject, writeObject } from '../objects/write-object.ts';
import type { PodMatch, PodScript } from './pod-script.ts';

/** What controllers work on. */
export interface Control {
  readonly state: ClusterState;
  /** The life of the pods of a workload with this image. */
  readonly scriptFor: (match: { readonly image: string; readonly name: string; readonly kind: string }) => PodScript;
}

/** A script, and the pods it is for. */
export interface ScriptedPods {
  readonly match: PodMatch;
  readonly script: PodScript;
}

/** Objects of a kind that belong to an owner, sorted by name. */
export function ownedBy({ state }: Control, owner: KubeObject, kind: string): readonly KubeObject[] {
  return state.store
    .list(state.kinds.of(kind), owner.metadata.namespace ?? '')
    .filter(({ metadata }) => (metadata.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata.uid));
}

/** Makes an object, as controllers do. */
export function make({ state }: Control, object: KubeObject): KubeObject {
  const writer = { manager: 'kube-controller-manager', isCustom: false, time: timestamp() };
  const owned = ownUpdate(undefined, object, writer);
  return writeObject(state, { kind: state.kinds.of(object.kind), object: owned, isDryRun: false });
}

/** Changes an object, as controllers do. Nothing is written where nothing changes. */
export function change({ state }: Control, live: KubeObject, next: KubeObject, subresource?: 'status'): KubeObject {
  if (isSameJson(live, next)) return live;
  const manager = live.kind === 'Pod' ? 'kubelet' : 'kube-controller-manager';
  const writer = { manager, ...(subresource === undefined ? {} : { subresource }), isCustom: false, time: timestamp() };
  const object = ownUpdate(live, next, writer);
  return writeObject(state, { kind: state.kinds.of(live.kind), object, live, isDryRun: false });
}

/** Deletes an object, as controllers do. */
export function remove({ state }: Control, object: KubeObject): void {
  deleteObject(state, { kind: state.kinds.of(object.kind), object, isDryRun: false });
}

/** The object as it is now, if it is still there and the same. */
export function refresh({ state }: Control, { kind, metadata }: KubeObject): KubeObject | undefined {
  const found = state.store.get(state.kinds.of(kind), metadata.namespace ?? '', metadata.name);
  return found?.metadata.uid === metadata.uid ? found : undefined;
}

/** The reference by which an object belongs to its owner. */
export function ownerOf({ apiVersion, kind, metadata }: KubeObject): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: true;
} {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true };
}

/** A hash of a pod template, as it stands in labels. */
export function hashTemplate(workload: KubeObject): string {
  const template = sortedText((workload['spec'] as Json)['template']);
  return createHash('sha256').update(template).digest('hex').slice(0, 10);
}

/** The status of a condition; empty where there is none. */
export function conditionOf(object: KubeObject, type: string): string {
  const found = readList(object, 'status', 'conditions').find((condition) => readText(condition, 'type') === type);
  return readText(found, 'status');
}

/** Conditions with these in place of those of the same type. A condition that says the same keeps its times. */
export function mergeConditions(object: KubeObject, next: readonly Json[]): readonly unknown[] {
  const present = readList(object, 'status', 'conditions') as readonly Json[];
  const stay = present.filter(({ type }) => !next.some((condition) => condition['type'] === type));
  const merged = next.map((condition) => {
    const before = present.find(({ type }) => type === condition['type']) ?? {};
    const { lastTransitionTime, lastUpdateTime, ...said } = before;
    const isSame = isSameJson(said, condition);
    const times = isSame
      ? { lastTransitionTime, lastUpdateTime }
      : { lastTransitionTime: timestamp(), lastUpdateTime: timestamp() };
    return { ...condition, ...times };
  });
  return [...stay, ...merged];
}

/** Without the numbers that are 0, as the server writes a status. */
export function withoutZeros(status: Json): Json {
  return Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0));
}

/** Writes an event about an object. */
export function tell(
  control: Control,
  about: KubeObject,
  event: { readonly type: string; readonly reason: string; readonly message: string },
): void {
  const { namespace = 'default', name, uid } = about.metadata;
  const id = createHash('sha256').update([uid, event.reason, event.message].join('\0')).digest('hex').slice(0, 16);
  const kind = control.state.kinds.of('Event');
  const live = control.state.store.get(kind, namespace, `${name}.${id}`);
  if (live !== undefined) {
    change(control, live, { ...live, count: Number(live['count']) + 1, lastTimestamp: timestamp() });
    return;
  }
  make(control, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${id}`, namespace },
    involvedObject: { apiVersion: about.apiVersion, kind: about.kind, name, namespace, uid },
    ...event,
    count: 1,
    firstTimestamp: timestamp(),
    lastTimestamp: timestamp(),
  });
}
