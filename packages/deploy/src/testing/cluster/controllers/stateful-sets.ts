import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { readNumber, readText } from '../objects/json.ts';
import { change, hashTemplate, ownedBy, remove, tell, withoutZeros, type Control } from './controller.ts';
import { isReady, makePod } from './pods.ts';

const revisionLabel = 'controller-revision-hash';

/** Makes and replaces pods one by one. A pod that does not get ready stops it for ever, as on a real cluster. */
export function reconcileStatefulSet(control: Control, set: KubeObject): void {
  const revision = `${set.metadata.name}-${hashTemplate(set)}`;
  takeOneStep(control, set, revision);
  const pods = ownedBy(control, set, 'Pod').filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ready = pods.filter(isReady);
  const updated = pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === revision);
  const wanted = readNumber(set, 'spec', 'replicas');
  const isComplete = updated.length === wanted && ready.length === wanted;
  const status = withoutZeros({
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready.length,
    availableReplicas: ready.length,
    updatedReplicas: updated.length,
    currentRevision: isComplete ? revision : readText(set, 'status', 'currentRevision') || revision,
    updateRevision: revision,
    collisionCount: 0,
  });
  change(control, set, { ...set, status }, 'status');
}

function takeOneStep(control: Control, set: KubeObject, revision: string): void {
  const pods = ownedBy(control, set, 'Pod');
  const wanted = readNumber(set, 'spec', 'replicas');
  const ordinals = Array.from({ length: wanted }, (_, ordinal) => `${set.metadata.name}-${ordinal}`);
  const surplus = pods.find(({ metadata }) => !ordinals.includes(metadata.name));
  if (surplus !== undefined && surplus.metadata.deletionTimestamp === undefined) remove(control, surplus);
  for (const name of ordinals) {
    const pod = pods.find(({ metadata }) => metadata.name === name);
    if (pod === undefined) makeNext(control, set, name, revision);
    if (pod === undefined || !isReady(pod)) return;
  }
  const old = pods.findLast(({ metadata }) => metadata.labels?.[revisionLabel] !== revision);
  if (old !== undefined) remove(control, old);
}

function makeNext(control: Control, set: KubeObject, name: string, revision: string): void {
  const workload = set.metadata.name;
  const why = makePod(control, { owner: set, name, labels: { [revisionLabel]: revision }, workload });
  if (why === undefined) return;
  const message = `create Pod ${name} in StatefulSet ${workload} failed error: pods "${name}" is forbidden: ${why}`;
  tell(control, set, { type: 'Warning', reason: 'FailedCreate', message });
}
