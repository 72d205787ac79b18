import { isJson } from './json.ts';
import { joinApiVersion, type ServedKind } from './kinds.ts';
import { refuse } from './refusal.ts';

/** What may stand at a place: anything, a scalar, a map of texts, or these fields. Lists are judged by their items. */
type Shape = 'any' | 'number' | 'string' | 'texts' | { readonly [field: string]: Shape };

const any = (fields: string): Readonly<Record<string, Shape>> =>
  Object.fromEntries(fields.split(' ').map((field) => [field, 'any']));

const metadata: Shape = {
  ...any('creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation'),
  ...any('managedFields ownerReferences resourceVersion selfLink uid'),
  name: 'string',
  namespace: 'string',
  labels: 'texts',
  annotations: 'texts',
};

const container: Shape = {
  ...any('args command envFrom imagePullPolicy lifecycle livenessProbe name readinessProbe resizePolicy resources'),
  ...any('restartPolicy restartPolicyRules securityContext startupProbe stdin stdinOnce terminationMessagePath'),
  ...any('terminationMessagePolicy tty volumeDevices workingDir'),
  image: 'string',
  env: { name: 'string', value: 'string', valueFrom: 'any' },
  ports: { ...any('hostIP hostPort name protocol'), containerPort: 'number' },
  volumeMounts: any('mountPath mountPropagation name readOnly recursiveReadOnly subPath subPathExpr'),
};

const podSpec: Shape = {
  ...any('activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks'),
  ...any('ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride'),
  ...any('imagePullSecrets nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName'),
  ...any('readinessGates resourceClaims resources restartPolicy runtimeClassName schedulerName schedulingGates'),
  ...any('securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain'),
  ...any('terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes'),
  containers: container,
  initContainers: container,
};

const template: Shape = { metadata, spec: podSpec };
const jobSpec: Shape = {
  ...any('activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy manualSelector'),
  ...any('maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy selector successPolicy suspend'),
  ...any('ttlSecondsAfterFinished'),
  template,
};

const specs: Readonly<Record<string, Shape>> = {
  Pod: podSpec,
  Deployment: {
    ...any('minReadySeconds paused progressDeadlineSeconds revisionHistoryLimit selector strategy'),
    replicas: 'number',
    template,
  },
  StatefulSet: {
    ...any('minReadySeconds ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy revisionHistoryLimit'),
    ...any('selector serviceName updateStrategy volumeClaimTemplates'),
    replicas: 'number',
    template,
  },
  DaemonSet: { ...any('minReadySeconds revisionHistoryLimit selector updateStrategy'), template },
  Job: jobSpec,
  CronJob: {
    ...any('concurrencyPolicy failedJobsHistoryLimit schedule startingDeadlineSeconds successfulJobsHistoryLimit'),
    ...any('suspend timeZone'),
    jobTemplate: { metadata, spec: jobSpec },
  },
  Service: {
    ...any('allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName externalTrafficPolicy'),
    ...any('healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy loadBalancerClass loadBalancerIP'),
    ...any('loadBalancerSourceRanges publishNotReadyAddresses sessionAffinity sessionAffinityConfig'),
    ...any('trafficDistribution type'),
    selector: 'texts',
    ports: any('appProtocol name nodePort port protocol targetPort'),
  },
  HorizontalPodAutoscaler: {
    ...any('behavior metrics scaleTargetRef'),
    minReplicas: 'number',
    maxReplicas: 'number',
  },
  PodDisruptionBudget: any('maxUnavailable minAvailable selector unhealthyPodEvictionPolicy'),
  NetworkPolicy: any('egress ingress podSelector policyTypes'),
  Ingress: any('defaultBackend ingressClassName rules tls'),
};

const wholes: Readonly<Record<string, Shape>> = {
  ConfigMap: { ...any('apiVersion kind immutable binaryData'), metadata, data: 'texts' },
  Secret: { ...any('apiVersion kind immutable type'), metadata, data: 'texts', stringData: 'texts' },
  ServiceAccount: { ...any('apiVersion kind automountServiceAccountToken imagePullSecrets secrets'), metadata },
};

/**
 * Refuses fields that a kind does not have, and scalars of a wrong type.
 * Known are the fields of the kinds that generated services hold; what lies deeper, and other kinds, may hold anything.
 */
export function checkSchema(kind: ServedKind, name: string, namespace: string | undefined, object: object): void {
  const spec = specs[kind.kind];
  const shape = wholes[kind.kind] ?? {
    ...any('apiVersion kind status'),
    ...(spec === undefined ? {} : { spec }),
    metadata,
  };
  // A kind whose fields are not known may have any beside its metadata.
  const isOpen = wholes[kind.kind] === undefined && spec === undefined;
  const faults = findFaults(shape, object, '', isOpen);
  if (faults.length === 0) return;
  const typed = `${namespace ?? ''}/${name}; ${kind.group}/${kind.version}, Kind=${kind.kind}`;
  const text = faults.length === 1 ? ` ${faults[0] ?? ''}` : ` errors:\n${faults.map((one) => `  ${one}`).join('\n')}`;
  throw refuse(500, undefined, `failed to create typed patch object (${typed}):${text}`);
}

/** The apiVersion and kind that a body must have at the path of a kind. */
export function checkType(kind: ServedKind, object: { readonly apiVersion: string; readonly kind: string }): void {
  if (object.apiVersion === joinApiVersion(kind) && object.kind === kind.kind) return;
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  throw refuse(400, 'BadRequest', `invalid object type: ${group ?? ''}/${version ?? ''}, Kind=${object.kind}`);
}

function findFaults(shape: Shape, value: unknown, path: string, isOpen = false): readonly string[] {
  if (shape === 'any' || value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => findFaults(shape, item, itemPath(path, item)));
  if (shape === 'string') return typeof value === 'string' ? [] : [wrongType(path, 'string', value)];
  if (shape === 'number')
    return typeof value === 'number' ? [] : [`${path}: expected numeric (int or float), got ${typeof value}`];
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([field, child]) => {
    const below = `${path}.${field}`;
    if (shape === 'texts') return findFaults('string', child, below);
    const known = shape[field];
    if (known === undefined) return isOpen ? [] : [`${below}: field not declared in schema`];
    return findFaults(known, child, below);
  });
}

function itemPath(path: string, item: unknown): string {
  const key = isJson(item) ? ['name', 'containerPort', 'mountPath', 'port'].find((field) => field in item) : undefined;
  if (key === undefined || !isJson(item)) return path;
  const protocol = key.toLowerCase().endsWith('port') ? `,protocol=${JSON.stringify(item['protocol'] ?? 'TCP')}` : '';
  return `${path}[${key}=${JSON.stringify(item[key])}${protocol}]`;
}

function wrongType(path: string, wanted: string, value: unknown): string {
  return `${path}: expected ${wanted}, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`;
}
