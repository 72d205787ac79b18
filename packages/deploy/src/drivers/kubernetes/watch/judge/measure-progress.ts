import type { LiveView } from '../live-state.ts';
import { conditionOf, followedKind, type Workload } from '../kube-status.ts';
import { isObserved, newestPods, newestReplicaSet } from '../newest-pods.ts';
import { isPodReady } from './judge-pod.ts';

/** How far an object is, by what its controller says of it. */
export interface Progress {
  readonly isComplete: boolean;
  /** One line: `2 of 3 ready`. */
  readonly text: string;
  /** Something to know though it is complete. */
  readonly warning?: string;
}

/**
 * Judges completeness by the rules of each kind. A kind that has no pods and no telling condition is complete as it is.
 * `least` is the number of replicas that an autoscaler is about to raise it to: until then fewer are no success.
 */
export function measureProgress(object: Workload, live: LiveView, least: number): Progress {
  switch (followedKind(object)) {
    case 'deployments':
      return measureDeployment(object, live, least);
    case 'statefulsets':
      return measureStatefulSet(object, live, least);
    case 'daemonsets':
      return measureDaemonSet(object);
    case 'jobs':
      return measureJob(object);
    case 'pods':
      return measurePod(object);
    case undefined:
      return measureConditions(object);
  }
}

/** Counts that a controller leaves out are 0. */
const none = {
  replicas: 0,
  updatedReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  desiredNumberScheduled: 0,
  updatedNumberScheduled: 0,
  numberAvailable: 0,
} as const;

/** Of an object that its controller has not looked at since it was changed. */
export const notSeen = 'not seen by its controller yet';
const unseen: Progress = { isComplete: false, text: notSeen };

function measureDeployment(object: Workload, live: LiveView, least: number): Progress {
  if (!isObserved(object)) return unseen;
  const { replicas, updatedReplicas, availableReplicas } = { ...none, ...object.status };
  const wanted = wantedReplicas(object, least);
  const isComplete =
    [replicas, updatedReplicas, availableReplicas].every((count) => count === wanted) && saysItIsDone(object);
  // All of status counts old pods too; without right to see ReplicaSets the smaller number is the nearest.
  const newest = newestReplicaSet(object, live);
  const ready =
    newest === undefined ? Math.min(updatedReplicas, availableReplicas) : (newest.status?.availableReplicas ?? 0);
  const old = replicas - updatedReplicas;
  const text = `${Math.min(ready, wanted)} of ${wanted} ready`;
  return { isComplete, text: ready >= wanted && old > 0 ? `${text}, ${old} of the old still there` : text };
}

/** Without a deadline, which the highest number stands for, the controller keeps no condition Progressing. */
function saysItIsDone(object: Workload): boolean {
  if (object.spec?.progressDeadlineSeconds === 2 ** 31 - 1) return true;
  return conditionOf(object, 'Progressing')?.reason === 'NewReplicaSetAvailable';
}

function measureStatefulSet(object: Workload, live: LiveView, least: number): Progress {
  if (!isObserved(object)) return unseen;
  const { updatedReplicas, readyReplicas, availableReplicas } = { ...none, ...object.status };
  const { updateStrategy = {} } = object.spec ?? {};
  const all = wantedReplicas(object, least);
  const isUp = readyReplicas === all && availableReplicas === all;
  if (updateStrategy.type === 'OnDelete')
    return { isComplete: isUp, text: `${readyReplicas} of ${all} ready`, ...onDelete };
  const { partition: kept = 0 } = updateStrategy.rollingUpdate ?? {};
  const wanted = Math.max(0, all - kept);
  const text = `${Math.min(countNewReady(object, live), wanted)} of ${wanted} ready`;
  const isUpdated = isUp && updatedReplicas >= wanted;
  if (kept > 0) return { isComplete: isUpdated, text: `${text}, ${all - wanted} kept back by the partition` };
  return { isComplete: isUpdated && isOneRevision(object), text };
}

/** Live, never the manifest's: an autoscaler may own the number, and change it meanwhile. It leaves 0 alone. */
function wantedReplicas({ spec }: Workload, least: number): number {
  const live = spec?.replicas ?? 1;
  return live === 0 ? 0 : Math.max(live, least);
}

/** Without right to see pods, the smaller number of the status is the nearest. */
function countNewReady(object: Workload, live: LiveView): number {
  const pods = newestPods(object, live);
  const { updatedReplicas, readyReplicas } = { ...none, ...object.status };
  return pods.length === 0 ? Math.min(updatedReplicas, readyReplicas) : pods.filter(isPodReady).length;
}

function isOneRevision({ status }: Workload): boolean {
  return status?.currentRevision === status?.updateRevision;
}

function measureDaemonSet(object: Workload): Progress {
  if (!isObserved(object)) return unseen;
  const { desiredNumberScheduled: wanted, updatedNumberScheduled, numberAvailable } = { ...none, ...object.status };
  if (object.spec?.updateStrategy?.type === 'OnDelete')
    return { isComplete: numberAvailable === wanted, text: `${numberAvailable} of ${wanted} ready`, ...onDelete };
  return {
    isComplete: updatedNumberScheduled === wanted && numberAvailable === wanted,
    text: `${Math.min(updatedNumberScheduled, numberAvailable)} of ${wanted} ready`,
    ...(wanted === 0 ? { warning: 'no node matches, so it has no pods' } : {}),
  };
}

const onDelete = { warning: 'its pods take the new revision only when they are deleted (OnDelete)' };

function measurePod(object: Workload): Progress {
  const ready = conditionOf(object, 'Ready');
  const isComplete = ready?.status === 'True' || ready?.reason === 'PodCompleted';
  return { isComplete, text: isComplete ? 'ready' : 'not ready' };
}

function measureJob(object: Workload): Progress {
  if (conditionOf(object, 'Complete')?.status === 'True') return { isComplete: true, text: 'complete' };
  if (conditionOf(object, 'Suspended')?.status === 'True' || object.spec?.suspend === true)
    return { isComplete: true, text: 'suspended', warning: 'it is suspended, and was not waited for' };
  return { isComplete: false, text: 'running' };
}

/** Conditions by which other kinds say that they work: an APIService, a CRD, a certificate. */
const telling = ['Ready', 'Available', 'Established'] as const;

function measureConditions(object: Workload): Progress {
  for (const type of telling) {
    const condition = conditionOf(object, type);
    if (condition === undefined) continue;
    const seen = condition.observedGeneration ?? object.status?.observedGeneration ?? object.metadata.generation ?? 0;
    const isComplete = condition.status === 'True' && seen >= (object.metadata.generation ?? 0);
    const why = [condition.reason, condition.message].filter((part) => part !== undefined && part !== '').join(': ');
    return {
      isComplete,
      text: isComplete ? type.toLowerCase() : `not ${type.toLowerCase()}${why === '' ? '' : `: ${why}`}`,
    };
  }
  return { isComplete: true, text: 'accepted' };
}
