import type { KubeResource } from './resources.ts';

/**
 * Path of a collection, or with a name of one object. Without a namespace, or where the kind has none, of the whole cluster.
 * Exact in case and encoded part by part: names of RBAC objects hold capitals and colons.
 */
export function resourcePath(
  { apiVersion, plural, namespaced }: KubeResource,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name?: string | undefined } = {},
): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const space = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${space}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}
