import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { change, mergeConditions, refresh, remove, type Control } from './controller.ts';

/** Deletes what belonged to an object that is gone. */
export function collectGarbage(control: Control, { metadata: { uid, namespace = '' } }: KubeObject): void {
  const { kinds, store } = control.state;
  const dependents = kinds.all
    .flatMap((kind) => store.list(kind, namespace))
    .filter(({ metadata }) => (metadata.ownerReferences ?? []).some((owner) => owner.uid === uid));
  for (const object of dependents) remove(control, object);
}

/** Empties a namespace that is being deleted, and deletes it once it is empty. */
export function finishNamespace(control: Control, namespace: KubeObject): void {
  const { kinds, store } = control.state;
  const left = kinds.all.filter((kind) => kind.namespaced).flatMap((kind) => store.list(kind, namespace.metadata.name));
  for (const object of left) if (object.metadata.deletionTimestamp === undefined) remove(control, object);
  const now = refresh(control, namespace);
  if (left.length === 0 && now !== undefined) store.remove(kinds.of('Namespace'), now);
}

/** Begins to serve the kind of a CRD. */
export function establish(control: Control, definition: KubeObject): void {
  const conditions = mergeConditions(definition, [
    { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
    {
      type: 'Established',
      status: 'True',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    },
  ]);
  change(control, definition, { ...definition, status: { conditions } }, 'status');
}
