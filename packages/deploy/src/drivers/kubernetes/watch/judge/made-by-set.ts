import type { KubeObject } from '../../kube-object.ts';

/** What the release itself makes, directly or through an operator. */
export interface MadeBySet {
  /** Whether an object may still appear by the release's doing: it holds it, or a custom kind that may stand for it. */
  mayMake(kind: string, name: string): boolean;
}

/** Reads from the objects of a release what may still be made. */
export function toMadeBySet(objects: readonly KubeObject[]): MadeBySet {
  const held = new Set(objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`));
  const hasCustomKind = objects.some(
    ({ apiVersion, kind }) => kind !== 'CustomResourceDefinition' && isCustom(apiVersion),
  );
  return { mayMake: (kind, name) => hasCustomKind || held.has(`${kind.toLowerCase()}/${name}`) };
}

/** Groups of Kubernetes itself have no dot or end in k8s.io; sub-projects of it use x-k8s.io and gke.io like anybody else. */
function isCustom(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return group.includes('.') && !group.endsWith('.k8s.io');
}
