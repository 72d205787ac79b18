import type { KubeObject } from '../kube-object.ts';

/** A condition of any object. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
  readonly lastUpdateTime?: string;
  readonly lastTransitionTime?: string;
}

/** How a container ended. */
export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
}

/** What the kubelet says of one container of a pod. */
export interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly ready?: boolean;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: unknown;
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

/** How a container is asked whether it is well. */
export interface Probe {
  readonly httpGet?: {
    readonly scheme?: string;
    readonly host?: string;
    readonly path?: string;
    readonly port: unknown;
  };
  readonly tcpSocket?: { readonly port: unknown };
  readonly grpc?: { readonly port: unknown; readonly service?: string };
  readonly exec?: { readonly command?: readonly string[] };
}

/** The part of a container's specification that verdicts name. */
export interface ContainerSpec {
  readonly name: string;
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
  readonly readinessProbe?: Probe;
}

/** A pod, as far as it is read. */
export interface Pod extends KubeObject {
  readonly spec: {
    readonly containers?: readonly ContainerSpec[];
    readonly initContainers?: readonly ContainerSpec[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** An event of the core group. The same event comes again, with a higher count. */
export interface KubeEvent extends KubeObject {
  readonly involvedObject?: { readonly uid?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly type?: string;
}

/** What makes pods, or anything with conditions. Absent numbers are 0. */
export interface Workload extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly suspend?: boolean;
    readonly minReadySeconds?: number;
    readonly progressDeadlineSeconds?: number;
    readonly backoffLimit?: number;
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
    readonly template?: { readonly spec?: Pod['spec'] };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
    readonly conditions?: readonly Condition[];
  };
}

/*
 * Objects are read as what their collection holds: the API server checks what it stores, so nothing is checked again.
 */

/** Reads an object of `pods`. */
export function asPod(object: KubeObject): Pod {
  return object as Pod;
}

/** Reads an object of `events`. */
export function asEvent(object: KubeObject): KubeEvent {
  return object;
}

/** Reads any object for its specification and conditions. */
export function asWorkload(object: KubeObject): Workload {
  return object;
}

/** The condition of a type, if the object has it. */
export function conditionOf(
  object: { readonly status?: { readonly conditions?: readonly Condition[] } },
  type: string,
): Condition | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type);
}

/** The kinds whose pods are followed, by the group that may use the name: another's `Job` is no Job. */
const followed = {
  'apps/Deployment': 'deployments',
  'apps/StatefulSet': 'statefulsets',
  'apps/DaemonSet': 'daemonsets',
  'batch/Job': 'jobs',
  '/Pod': 'pods',
} as const;

/** Plural of a kind whose pods are followed. */
export type FollowedKind = (typeof followed)[keyof typeof followed];

/** The plural where the object makes pods that are followed; `undefined` for everything else. */
export function followedKind({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): FollowedKind | undefined {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const key = `${group}/${kind}`;
  return Object.hasOwn(followed, key) ? followed[key as keyof typeof followed] : undefined;
}
