import { groupKindOf } from './object-identity.ts';

/** Kinds that have pods. */
const workloads = [
  ...['CronJob.batch', 'DaemonSet.apps', 'Deployment.apps', 'Job.batch', 'Pod', 'PodTemplate'],
  ...['ReplicaSet.apps', 'ReplicationController', 'StatefulSet.apps'],
];

/**
 * Kinds in the order they are applied in; what stands in one step may be applied at once.
 * Roles come before what binds them, because the server looks a bound role up for whoever is not allowed everything.
 */
const steps: readonly (readonly string[])[] = [
  ['Namespace'],
  ['CustomResourceDefinition.apiextensions.k8s.io'],
  [
    ...['ConfigMap', 'LimitRange', 'PersistentVolume', 'PersistentVolumeClaim', 'ResourceQuota', 'Secret'],
    ...['ServiceAccount', 'ClusterRole.rbac.authorization.k8s.io', 'Role.rbac.authorization.k8s.io'],
    ...['PriorityClass.scheduling.k8s.io', 'RuntimeClass.node.k8s.io', 'StorageClass.storage.k8s.io'],
    ...['CSIDriver.storage.k8s.io', 'IngressClass.networking.k8s.io', 'NetworkPolicy.networking.k8s.io'],
  ],
  ['ClusterRoleBinding.rbac.authorization.k8s.io', 'RoleBinding.rbac.authorization.k8s.io'],
  ['Endpoints', 'EndpointSlice.discovery.k8s.io', 'Service'],
  workloads,
  [
    ...['HorizontalPodAutoscaler.autoscaling', 'Ingress.networking.k8s.io', 'PodDisruptionBudget.policy'],
    ...['VerticalPodAutoscaler.autoscaling.k8s.io'],
  ],
];

/** What refuses other objects comes when they are there; what answers for a group, when its pods are. */
const last = new Set([
  'APIService.apiregistration.k8s.io',
  ...[
    ...['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration'],
    ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'],
  ].map((kind) => `${kind}.admissionregistration.k8s.io`),
]);

const stepByKind = new Map(steps.flatMap((kinds, step) => kinds.map((kind) => [kind, step] as const)));

/** Whether a kind has pods. */
export function isWorkload(object: { readonly apiVersion: string; readonly kind: string }): boolean {
  return workloads.includes(groupKindOf(object));
}

/** The step of a kind. Kinds that are not built in come after all workloads: an operator may be one of them. */
function stepOf(object: { readonly apiVersion: string; readonly kind: string }): number {
  const kind = groupKindOf(object);
  return last.has(kind) ? steps.length + 1 : (stepByKind.get(kind) ?? steps.length);
}

/** Sorts into steps, none of them empty, in the order in which they are applied; deleting goes the other way. */
export function orderSteps<T>(
  items: readonly T[],
  kindOf: (item: T) => { readonly apiVersion: string; readonly kind: string },
): readonly (readonly T[])[] {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const step = stepOf(kindOf(item));
    groups.set(step, [...(groups.get(step) ?? []), item]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}
