import type { KubeObject } from '../kube-object.ts';
import type { Judgement } from './judge/judge-object.ts';
import type { ContainerSpec, ContainerStatus, Pod, Terminated, Workload } from './kube-status.ts';
import { createLiveState, type Collection, type LiveState } from './live-state.ts';

let version = 100;
const nextVersion = (): string => String((version += 1));

/** A Deployment of three replicas in the second revision, as its controller has seen it. */
export function deployment(status: Workload['status'] = {}, spec: Workload['spec'] = {}): Workload {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'orders',
      namespace: 'dev',
      uid: 'd-orders',
      generation: 2,
      resourceVersion: nextVersion(),
      annotations: { 'deployment.kubernetes.io/revision': '2' },
    },
    spec: { replicas: 3, ...spec },
    status: { observedGeneration: 2, ...status },
  };
}

/** What a Deployment says when all three replicas are there. */
export const deployed: NonNullable<Workload['status']> = {
  replicas: 3,
  updatedReplicas: 3,
  readyReplicas: 3,
  availableReplicas: 3,
  conditions: [{ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }],
};

/** A ReplicaSet of the Deployment. Revision 2 is the newest. */
export function replicaSet(revision: 1 | 2, status: Workload['status'] = {}): Workload {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `orders-${revision}`,
      namespace: 'dev',
      uid: `rs-${revision}`,
      generation: 1,
      resourceVersion: nextVersion(),
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ kind: 'Deployment', name: 'orders', uid: 'd-orders' }],
    },
    status: { observedGeneration: 1, ...status },
  };
}

/** Another kind that makes pods itself. */
export function workload(
  kind: 'StatefulSet' | 'DaemonSet' | 'Job',
  status: Workload['status'] = {},
  spec: Workload['spec'] = {},
): Workload {
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name: 'orders', namespace: 'dev', uid: `w-${kind}`, generation: 2, resourceVersion: nextVersion() },
    spec,
    status: { observedGeneration: 2, ...status },
  };
}

/** What to make a pod of. */
export interface PodSeed {
  readonly name?: string;
  /** Uid of the owner. Default: the newest ReplicaSet's. */
  readonly owner?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly isDeleted?: boolean;
  readonly container?: Partial<ContainerStatus>;
  readonly init?: Partial<ContainerStatus>;
  readonly spec?: Partial<ContainerSpec>;
  readonly status?: Pod['status'];
}

/** A pod with one container `app`, and an init container `migrate` where the seed has one. */
export function pod(seed: PodSeed = {}): Pod {
  const { name = 'orders-2-a', owner = 'rs-2', labels = {}, isDeleted = false, container, init, spec, status } = seed;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'dev',
      uid: `pod-${name}`,
      resourceVersion: nextVersion(),
      labels,
      ownerReferences: [{ kind: 'Owner', name: 'owner', uid: owner }],
      ...(isDeleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      containers: [{ name: 'app', image, ...spec }],
      ...(init === undefined
        ? {}
        : { initContainers: [{ name: 'migrate', image: 'registry.example/migrate@sha256:2' }] }),
    },
    status: {
      phase: 'Running',
      ...(init === undefined ? {} : { initContainerStatuses: [{ name: 'migrate', ...init }] }),
      ...(container === undefined ? {} : { containerStatuses: [{ name: 'app', ...container }] }),
      ...status,
    },
  };
}

/** An event about an object. */
export function event(about: string, reason: string, message: string): KubeObject {
  const resourceVersion = nextVersion();
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `e-${resourceVersion}`, namespace: 'dev', uid: `e-${resourceVersion}`, resourceVersion },
    involvedObject: { uid: about },
    reason,
    message,
  };
}

const collections: Readonly<Record<string, Collection>> = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Job: 'jobs',
  Pod: 'pods',
  Event: 'events',
};

/** A state that holds the objects; those of `before` were there when the release began. */
export function liveOf(objects: readonly KubeObject[], before: readonly KubeObject[] = []): LiveState {
  const live = createLiveState();
  const add = (object: KubeObject) => live.update(collections[object.kind] ?? 'others', { type: 'ADDED', object });
  before.forEach(add);
  live.markStart();
  objects.forEach(add);
  return live;
}

/** The image that the container `app` of every pod is to run. */
export const image = 'registry.example/orders@sha256:1';

/** A container that the kubelet has not started. */
export const waiting = (reason: string, message: string): Partial<ContainerStatus> => ({
  state: { waiting: { reason, message } },
});

/** A container whose process runs. */
export const running: Partial<ContainerStatus> = { state: { running: {} } };

/** How a process ended. */
export const ended = (exitCode: number, reason: string, message?: string): { readonly terminated: Terminated } => ({
  terminated: { exitCode, reason, ...(message === undefined ? {} : { message }) },
});

/** A container that ends again and again. */
export const backOff = (restartCount: number, last: ReturnType<typeof ended>): Partial<ContainerStatus> => ({
  restartCount,
  ...waiting('CrashLoopBackOff', 'back-off 10s restarting failed container=app pod=orders-2-a_dev(x)'),
  lastState: last,
});

/** What containerd says of a pull that failed. */
export const pull = (cause: string): string =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${cause}`;

/** A judgement in one line. */
export function verdictOf(judgement: Judgement): string {
  return 'signal' in judgement
    ? `${judgement.state} ${judgement.signal.code}: ${judgement.signal.text}`
    : judgement.state;
}
