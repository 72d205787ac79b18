import type { KubeAnswer, KubeRefusal } from '../api/kube-client.ts';
import type { PlacedObject } from './place-objects.ts';

/**
 * Whether a namespace may stay as it is although it was refused. Whoever may work in a namespace may often not write it:
 * no harm where it is there (`live` answers), or where nobody can tell.
 */
export function isNamespaceOfOthers({ object }: PlacedObject, refusal: KubeRefusal, live: KubeAnswer): boolean {
  return object.kind === 'Namespace' && refusal.status === 403 && (live.ok || live.status === 403);
}
