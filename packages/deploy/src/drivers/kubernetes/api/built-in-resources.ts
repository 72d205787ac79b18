import type { KubeResource } from './resources.ts';

/** Plurals of namespaced kinds, by apiVersion, the preferred first; `Kind=plural` where the plural is not the kind with an s. */
const namespaced: Readonly<Record<string, string>> = {
  v1: 'ConfigMap Endpoints=endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount',
  'apps/v1': 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  'authorization.k8s.io/v1': 'LocalSubjectAccessReview',
  'autoscaling/v2': 'HorizontalPodAutoscaler',
  'autoscaling/v1': 'HorizontalPodAutoscaler',
  'batch/v1': 'CronJob Job',
  'coordination.k8s.io/v1': 'Lease',
  'discovery.k8s.io/v1': 'EndpointSlice',
  'events.k8s.io/v1': 'Event',
  'networking.k8s.io/v1': 'Ingress=ingresses NetworkPolicy=networkpolicies',
  'policy/v1': 'PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1': 'Role RoleBinding',
};

/** The same for kinds that belong to the whole cluster. */
const clusterWide: Readonly<Record<string, string>> = {
  v1: 'Namespace Node PersistentVolume',
  'admissionregistration.k8s.io/v1':
    'MutatingWebhookConfiguration ValidatingAdmissionPolicy=validatingadmissionpolicies ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1': 'CustomResourceDefinition',
  'apiregistration.k8s.io/v1': 'APIService',
  'authentication.k8s.io/v1': 'SelfSubjectReview',
  'authorization.k8s.io/v1': 'SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  'certificates.k8s.io/v1': 'CertificateSigningRequest',
  'flowcontrol.apiserver.k8s.io/v1': 'FlowSchema PriorityLevelConfiguration',
  'networking.k8s.io/v1': 'IngressClass=ingressclasses',
  'node.k8s.io/v1': 'RuntimeClass=runtimeclasses',
  'rbac.authorization.k8s.io/v1': 'ClusterRole ClusterRoleBinding',
  'scheduling.k8s.io/v1': 'PriorityClass=priorityclasses',
  'storage.k8s.io/v1': 'CSIDriver StorageClass=storageclasses',
};

/**
 * Kinds that every API server since 1.26 serves, so that nobody has to be asked.
 * Younger ones (`networking.k8s.io/v1 IPAddress`, `resource.k8s.io/v1`) are left to discovery: a server may lack them.
 */
export const builtInResources: ReadonlyMap<string, KubeResource> = new Map([
  ...Object.entries(namespaced).flatMap(([apiVersion, kinds]) => toResources(apiVersion, kinds, true)),
  ...Object.entries(clusterWide).flatMap(([apiVersion, kinds]) => toResources(apiVersion, kinds, false)),
]);

/** What a kind is looked up by. */
export function kindKey({ apiVersion, kind }: Pick<KubeResource, 'apiVersion' | 'kind'>): string {
  return `${apiVersion} ${kind}`;
}

function toResources(apiVersion: string, kinds: string, isNamespaced: boolean): readonly [string, KubeResource][] {
  return kinds.split(' ').map((entry) => {
    const [kind = '', plural = `${kind.toLowerCase()}s`] = entry.split('=');
    return [kindKey({ apiVersion, kind }), { apiVersion, kind, plural, namespaced: isNamespaced }];
  });
}
