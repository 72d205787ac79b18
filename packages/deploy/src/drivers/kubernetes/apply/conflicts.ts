import type { KubeRefusal } from '../api/kube-client.ts';
import { replicasManager } from './managed-fields.ts';

/** Fields that others own. Empty for every other refusal. */
export function conflictsOf(refusal: KubeRefusal): KubeRefusal['causes'] {
  return refusal.status === 409 ? refusal.causes.filter(({ reason }) => reason === 'FieldManagerConflict') : [];
}

/** Whether the only other owner is ourselves, under the name that keeps replicas: then there is nobody to ask. */
export function isOwnConflict(refusal: KubeRefusal): boolean {
  const conflicts = conflictsOf(refusal);
  return conflicts.length > 0 && conflicts.every(({ message }) => message.includes(`"${replicasManager}"`));
}

/** Whether all other owners are `kubectl apply`, of either sort: what `--adopt` takes over. */
export function isOfKubectlApply(refusal: KubeRefusal): boolean {
  const conflicts = conflictsOf(refusal);
  // A subresource such as scale is no apply.
  return (
    conflicts.length > 0 && conflicts.every(({ message }) => /"kubectl(-client-side-apply)?" using /.test(message))
  );
}

/** Whether the object was written by somebody else in the same moment. */
export function isCollision(refusal: KubeRefusal): boolean {
  return refusal.status === 409 && refusal.reason === 'Conflict' && refusal.causes.length === 0;
}

/** Whether the kind is not served, or not yet. */
export function isNotServed({ status, reason, details }: KubeRefusal): boolean {
  return status === 404 && (reason === '' || details.name === undefined) && details.kind !== 'namespaces';
}
