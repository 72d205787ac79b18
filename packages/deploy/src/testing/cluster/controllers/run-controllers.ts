import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import type { StoredChange } from '../objects/object-store.ts';
import { refresh, type Control } from './controller.ts';
import { reconcileDaemonSet } from './daemon-sets.ts';
import { reconcileDeployment } from './deployments.ts';
import { reconcileJob } from './jobs.ts';
import { collectGarbage, establish, finishNamespace } from './lifecycle.ts';
import { endPod } from './pods.ts';
import { reconcileReplicaSet } from './replica-sets.ts';
import { reconcileStatefulSet } from './stateful-sets.ts';

type Reconcile = (control: Control, object: KubeObject) => void;

const workloads: Readonly<Record<string, Reconcile>> = {
  Deployment: reconcileDeployment,
  ReplicaSet: reconcileReplicaSet,
  StatefulSet: reconcileStatefulSet,
  DaemonSet: reconcileDaemonSet,
  Job: reconcileJob,
};

/** Lets controllers follow every change of a cluster, each at its next step. */
export function runControllers(control: Control): void {
  const { state } = control;
  const waiting = new Set<string>();
  const reconcileLater = (object: KubeObject, reconcile: Reconcile): void => {
    const key = object.metadata.uid ?? '';
    // Changes that come before it is its turn are seen in one look.
    if (waiting.has(key)) return;
    waiting.add(key);
    state.schedule.later(() => {
      waiting.delete(key);
      const found = refresh(control, object);
      if (found !== undefined) reconcile(control, found);
    });
  };
  const wake = (object: KubeObject): void => {
    const reconcile = workloads[object.kind];
    if (reconcile !== undefined && object.metadata.deletionTimestamp === undefined) reconcileLater(object, reconcile);
  };
  const wakeOwners = ({ metadata: { namespace = '', ownerReferences = [] } }: KubeObject): void => {
    for (const { kind, name } of ownerReferences) {
      const owner = kind in workloads ? state.store.get(state.kinds.of(kind), namespace, name) : undefined;
      if (owner !== undefined) wake(owner);
    }
  };
  const wakeNamespace = (name: string): void => {
    const namespace = state.store.get(state.kinds.of('Namespace'), '', name);
    if (namespace?.metadata.deletionTimestamp !== undefined) reconcileLater(namespace, finishNamespace);
  };
  state.store.onChange(({ type, object }: StoredChange) => {
    wakeOwners(object);
    if (type === 'DELETED') {
      state.schedule.later(() => collectGarbage(control, object));
      wakeNamespace(object.metadata.namespace ?? '');
    } else if (object.kind === 'Pod' && object.metadata.deletionTimestamp !== undefined) endPod(control, object);
    else if (object.kind === 'Namespace') wakeNamespace(object.metadata.name);
    else if (object.kind === 'CustomResourceDefinition') reconcileLater(object, establish);
    else wake(object);
  });
}
