import type { KubeObject } from './kube-object.ts';

/** The part of a pod's specification that is read. */
export interface PodSpec {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: unknown;
  readonly containers?: readonly { readonly image?: string }[];
  readonly initContainers?: readonly { readonly image?: string }[];
}

/** Where each kind keeps the specification of its pods, from the object down. */
const paths: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The specification of the pods that an object makes; `undefined` where it makes none. */
export function podSpecOf(object: KubeObject): PodSpec | undefined {
  let value: unknown = object;
  for (const field of paths[object.kind] ?? []) {
    value =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined;
  }
  return value === object || typeof value !== 'object' || value === null ? undefined : value;
}
