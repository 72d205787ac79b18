import type { KubeObject } from '../kube-object.ts';
import { isRecord } from './read-refusal.ts';

/** The objects of a list. The API server leaves out what they are, because the list says it; and an empty list may be null. */
export function itemsOfList({ apiVersion, kind, items }: KubeObject): readonly KubeObject[] {
  const itemKind = kind.replace(/List$/, '');
  return (Array.isArray(items) ? items : [])
    .filter(isRecord)
    .map((item) => ({ apiVersion, kind: itemKind, ...item }) as KubeObject);
}
