import { randomBytes } from 'node:crypto';
import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { readNumber, readObject } from '../objects/json.ts';
import { change, mergeConditions, ownedBy, remove, tell, withoutZeros, type Control } from './controller.ts';
import { isReady, makePod } from './pods.ts';

/** Makes and deletes pods until there are as many as wanted. */
export function reconcileReplicaSet(control: Control, set: KubeObject): void {
  const pods = ownedBy(control, set, 'Pod').filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const wanted = readNumber(set, 'spec', 'replicas');
  for (const pod of pods.slice(wanted)) remove(control, pod);
  const refusal = pods.length < wanted ? makePods(control, set, wanted - pods.length) : undefined;
  const present = ownedBy(control, set, 'Pod').filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ready = present.filter(isReady).length;
  const failure =
    refusal === undefined ? [] : [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: refusal }];
  const status = withoutZeros({
    replicas: present.length,
    fullyLabeledReplicas: present.length,
    readyReplicas: ready,
    availableReplicas: ready,
    observedGeneration: set.metadata.generation,
  });
  const conditions = mergeConditions(set, failure);
  change(control, set, { ...set, status: { ...status, ...(conditions.length > 0 ? { conditions } : {}) } }, 'status');
}

function makePods(control: Control, set: KubeObject, count: number): string | undefined {
  const workload = set.metadata.ownerReferences?.[0]?.name ?? set.metadata.name;
  for (let index = 0; index < count; index += 1) {
    const name = `${set.metadata.name}-${randomBytes(3).toString('hex').slice(0, 5)}`;
    const labels = readObject(set, 'metadata', 'labels') as Record<string, string>;
    const why = makePod(control, { owner: set, name, labels, workload });
    if (why === undefined) continue;
    const refusal = `pods "${set.metadata.name}-" is forbidden: ${why}`;
    tell(control, set, { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${refusal}` });
    return refusal;
  }
  return undefined;
}
