import type { LiveView } from './live-state.ts';
import { asPod, followedKind, type Pod, type Workload } from './kube-status.ts';

const revision = 'deployment.kubernetes.io/revision';

/**
 * The pods that the object's newest revision made, found by owner: labels do not tell them from those of the
 * revision before, and old pods crash too. None as long as the controller has not seen the newest revision.
 */
export function newestPods(object: Workload, live: LiveView): readonly Pod[] {
  const uid = object.metadata.uid ?? '';
  if (!isObserved(object)) return [];
  switch (followedKind(object)) {
    case 'deployments': {
      const newest = newestReplicaSet(object, live);
      return newest === undefined ? [] : live.podsOf(newest.metadata.uid ?? '');
    }
    case 'statefulsets':
      return podsLabelled(live, uid, 'controller-revision-hash', object.status?.updateRevision);
    case 'daemonsets':
      return podsLabelled(
        live,
        uid,
        'pod-template-generation',
        object.metadata.annotations?.['deprecated.daemonset.template.generation'],
      );
    case 'pods':
      return [live.find(uid)].filter((self) => self !== undefined).map(asPod);
    default:
      return live.podsOf(uid);
  }
}

/** The ReplicaSet of a Deployment's newest revision; `undefined` as long as it is not there, or not seen. */
export function newestReplicaSet(object: Workload, live: LiveView): Workload | undefined {
  if (!isObserved(object)) return undefined;
  const wanted = object.metadata.annotations?.[revision];
  return live
    .replicaSetsOf(object.metadata.uid ?? '')
    .find(({ metadata }) => wanted !== undefined && metadata.annotations?.[revision] === wanted);
}

/** Whether the controller has seen the object as it is now. Jobs and pods do not say, and cannot change. */
export function isObserved(object: Workload): boolean {
  const kind = followedKind(object);
  if (kind === 'jobs' || kind === 'pods') return true;
  return (object.status?.observedGeneration ?? 0) >= (object.metadata.generation ?? 0);
}

function podsLabelled(live: LiveView, uid: string, label: string, value: string | undefined): readonly Pod[] {
  return live.podsOf(uid).filter(({ metadata }) => value === undefined || metadata.labels?.[label] === value);
}
