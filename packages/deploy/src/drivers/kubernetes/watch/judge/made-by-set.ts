import { autoscalerTarget } from '../../autoscaler-target.ts';
import type { KubeObject } from '../../kube-object.ts';

/** What the release itself makes, directly or through an operator. */
export interface MadeBySet {
  /** Whether an object may still appear by the release's doing: it holds it, or a custom kind that may stand for it. */
  mayMake(kind: string, name: string): boolean;
  /** The least number of replicas that an autoscaler of the release keeps an object at; 0 where there is none. */
  leastReplicas(object: Pick<KubeObject, 'kind' | 'metadata'>): number;
}

/** Reads from the objects of a release what may still be made. */
export function toMadeBySet(objects: readonly KubeObject[]): MadeBySet {
  const held = new Set(objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`));
  const hasCustomKind = objects.some(
    ({ apiVersion, kind }) => kind !== 'CustomResourceDefinition' && isCustom(apiVersion),
  );
  const least = new Map(objects.flatMap(autoscaled));
  return {
    mayMake: (kind, name) => hasCustomKind || held.has(`${kind.toLowerCase()}/${name}`),
    leastReplicas: ({ kind, metadata }) => least.get(keyOf(kind, metadata.name, metadata.namespace)) ?? 0,
  };
}

function autoscaled(object: KubeObject): readonly (readonly [string, number])[] {
  const target = autoscalerTarget(object);
  return target === undefined ? [] : [[keyOf(target.kind, target.name, target.namespace), target.minReplicas]];
}

function keyOf(kind: string, name: string, namespace = ''): string {
  return `${namespace}/${kind}/${name}`;
}

/** Groups of Kubernetes itself have no dot or end in k8s.io; sub-projects of it use x-k8s.io and gke.io like anybody else. */
function isCustom(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return group.includes('.') && !group.endsWith('.k8s.io');
}
