import type { GroupKind, KubeResource } from '../api/resources.ts';
import type { KubeObject } from '../kube-object.ts';

/** The API group of `apps/v1`: empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** A kind as an ApplySet and kubectl write it: `Deployment.apps`, `Service`. */
export function formatGroupKind({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** Reads what `formatGroupKind` writes. */
export function parseGroupKind(text: string): GroupKind {
  const [kind = '', ...group] = text.split('.');
  return { kind, group: group.join('.') };
}

/** The kind of an object or of a resource, whatever its version. */
export function groupKindOf({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): string {
  return formatGroupKind({ group: groupOf(apiVersion), kind });
}

/** Equal for two texts that mean the same object, also where their versions differ. */
export function identityOf(
  resource: Pick<KubeResource, 'apiVersion' | 'kind'>,
  { namespace = '', name }: { readonly namespace?: string; readonly name: string },
): string {
  return `${groupKindOf(resource)}/${namespace}/${name}`;
}

/** An object for people: `Deployment orders`. */
export function describeObject({ kind, metadata }: Pick<KubeObject, 'kind' | 'metadata'>): string {
  return `${kind} ${metadata.name}`;
}
