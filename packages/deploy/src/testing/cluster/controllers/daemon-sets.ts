import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { change, hashTemplate, ownedBy, remove, tell, withoutZeros, type Control } from './controller.ts';
import { isReady, makePod } from './pods.ts';

const revisionLabel = 'controller-revision-hash';

/** Keeps one pod on the one node. */
export function reconcileDaemonSet(control: Control, set: KubeObject): void {
  const revision = hashTemplate(set);
  const [pod] = ownedBy(control, set, 'Pod');
  if (pod === undefined) makeOne(control, set, revision);
  else if (pod.metadata.labels?.[revisionLabel] !== revision && pod.metadata.deletionTimestamp === undefined)
    remove(control, pod);
  const pods = ownedBy(control, set, 'Pod').filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ready = pods.filter(isReady).length;
  const status = withoutZeros({
    observedGeneration: set.metadata.generation,
    numberReady: ready,
    numberAvailable: ready,
    numberUnavailable: 1 - ready,
    updatedNumberScheduled: pods.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision).length,
  });
  const counts = { currentNumberScheduled: pods.length, desiredNumberScheduled: 1, numberMisscheduled: 0 };
  change(control, set, { ...set, status: { ...status, ...counts } }, 'status');
}

function makeOne(control: Control, set: KubeObject, revision: string): void {
  const { name } = set.metadata;
  const labels = { [revisionLabel]: revision };
  const why = makePod(control, { owner: set, name: `${name}-${revision.slice(0, 5)}`, labels, workload: name });
  if (why === undefined) return;
  const message = `Error creating: pods "${name}-" is forbidden: ${why}`;
  tell(control, set, { type: 'Warning', reason: 'FailedCreate', message });
}
