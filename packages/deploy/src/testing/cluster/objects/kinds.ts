/** A kind that a cluster serves. */
export interface ServedKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Whether `metadata.generation` counts changes of the spec. */
  readonly hasGeneration: boolean;
  /** Whether an apply may not write `status`. */
  readonly hasStatus: boolean;
}

// group/version, kind, plural; c = cluster-scoped, g = has a generation, s = has a status.
const builtIn = `
v1 Namespace namespaces cs|v1 ConfigMap configmaps|v1 Secret secrets|v1 ServiceAccount serviceaccounts
v1 Service services s|v1 Pod pods gs|v1 Event events|v1 Node nodes cs|v1 Endpoints endpoints
v1 PersistentVolumeClaim persistentvolumeclaims s|v1 PersistentVolume persistentvolumes cs
v1 ResourceQuota resourcequotas s|v1 LimitRange limitranges
apps/v1 Deployment deployments gs|apps/v1 ReplicaSet replicasets gs|apps/v1 StatefulSet statefulsets gs
apps/v1 DaemonSet daemonsets gs|apps/v1 ControllerRevision controllerrevisions
batch/v1 Job jobs gs|batch/v1 CronJob cronjobs gs
autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers s
policy/v1 PodDisruptionBudget poddisruptionbudgets gs
networking.k8s.io/v1 Ingress ingresses gs|networking.k8s.io/v1 IngressClass ingressclasses cg
networking.k8s.io/v1 NetworkPolicy networkpolicies g
rbac.authorization.k8s.io/v1 Role roles|rbac.authorization.k8s.io/v1 RoleBinding rolebindings
rbac.authorization.k8s.io/v1 ClusterRole clusterroles c|rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings c
scheduling.k8s.io/v1 PriorityClass priorityclasses cg|storage.k8s.io/v1 StorageClass storageclasses c
node.k8s.io/v1 RuntimeClass runtimeclasses c|discovery.k8s.io/v1 EndpointSlice endpointslices g
coordination.k8s.io/v1 Lease leases
apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions cgs
admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration validatingwebhookconfigurations cg
admissionregistration.k8s.io/v1 MutatingWebhookConfiguration mutatingwebhookconfigurations cg
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy validatingadmissionpolicies cgs
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings cg`;

/** The kinds that every cluster has, as far as the fake knows them. */
export const builtInKinds: readonly ServedKind[] = builtIn
  .trim()
  .split(/[|\n]/)
  .map((line) => {
    const [apiVersion = '', kind = '', plural = '', marks = ''] = line.split(' ');
    return {
      ...splitApiVersion(apiVersion),
      kind,
      plural,
      namespaced: !marks.includes('c'),
      hasGeneration: marks.includes('g'),
      hasStatus: marks.includes('s'),
    };
  });

/** `apps/v1` → group and version. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

/** Group and version → `apps/v1`. */
export function joinApiVersion({ group, version }: Pick<ServedKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `deployments.apps`, `secrets`: a resource as messages name it. */
export function resourceName({ plural, group }: Pick<ServedKind, 'plural' | 'group'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** `Deployment.apps`, `Secret`: a kind as messages name it. */
export function kindName({ kind, group }: Pick<ServedKind, 'kind' | 'group'>): string {
  return group === '' ? kind : `${kind}.${group}`;
}
