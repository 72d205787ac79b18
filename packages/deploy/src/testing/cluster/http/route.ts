import type { ClusterState } from '../cluster-state.ts';
import type { ServedKind } from '../objects/kinds.ts';
import { pageNotFound, unknownResource } from '../objects/refusal.ts';

/** What a path leads to. */
export interface Route {
  readonly kind: ServedKind;
  /** Empty for cluster-scoped kinds and for collections of all namespaces. */
  readonly namespace: string;
  /** Empty for a collection. */
  readonly name: string;
  /** `log`, or empty. */
  readonly subresource: string;
}

/** Finds what a path leads to. Throws the two refusals for what is not served. */
export function parseRoute(path: string, { kinds }: ClusterState): Route {
  const groups = /^\/api(?:s\/(?<group>[^/]+))?\/(?<version>[^/]+)\/(?<rest>.+)$/.exec(path)?.groups ?? {};
  const { group = '', version = '', rest = '' } = groups;
  if (!kinds.isServedVersion(group, version)) throw pageNotFound();
  const { namespace, plural, name, subresource } = splitRest(rest.split('/').map(decodeURIComponent));
  const kind = kinds.find(group, version, plural);
  if (kind === undefined || !isServed(kind, namespace, name)) throw unknownResource();
  return { kind, namespace, name, subresource };
}

/** `namespaces/x` is an object, `namespaces/x/pods` a collection in it. */
function splitRest(parts: readonly string[]): Omit<Route, 'kind'> & { readonly plural: string } {
  const isNamespaced = parts[0] === 'namespaces' && parts.length > 2;
  const [namespace = '', plural = '', name = '', subresource = ''] = isNamespaced ? parts.slice(1) : ['', ...parts];
  return { namespace, plural, name, subresource };
}

/** Of a namespaced kind there is one collection over all namespaces, and nothing else without one. */
function isServed(kind: ServedKind, namespace: string, name: string): boolean {
  if (namespace !== '') return kind.namespaced;
  return !kind.namespaced || name === '';
}
