import type { KubeObject } from '../kube-object.ts';

/** Fields of metadata that the API server keeps for itself. */
const bookkeeping = ['managedFields', 'generation', 'resourceVersion', 'uid', 'creationTimestamp', 'selfLink'];

/** An object without what only the API server writes, so that what is left differs by a change alone. */
export function toComparable({ status: _, metadata, ...fields }: KubeObject): KubeObject {
  const kept = Object.fromEntries(Object.entries(metadata).filter(([field]) => !bookkeeping.includes(field)));
  return { ...fields, metadata: kept } as unknown as KubeObject;
}
