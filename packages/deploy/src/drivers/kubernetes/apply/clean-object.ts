import type { KubeMetadata, KubeObject } from '../kube-object.ts';

/** Fields of metadata that only the API server writes. It refuses a request with some of them. */
const written = ['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink'];

/** An object as it is sent: without what only the API server writes, and with `stringData` as `data`. */
export function cleanObject({ status: _, ...object }: KubeObject): KubeObject {
  const metadata = Object.fromEntries(
    Object.entries(object.metadata).filter(([field, value]) => !written.includes(field) && value !== null),
  ) as unknown as KubeMetadata;
  return toData({ ...object, metadata });
}

/**
 * Whoever applies `stringData` owns `stringData`, and not what the server makes of it:
 * a key that is taken out later would stay in `data` for ever, without a conflict.
 */
function toData(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !('stringData' in object)) return object;
  const { stringData, data, ...rest } = object;
  const encoded = Object.entries((stringData ?? {}) as Readonly<Record<string, string>>).map(
    ([key, text]) => [key, Buffer.from(text).toString('base64')] as const,
  );
  return { ...rest, data: { ...(data as Readonly<Record<string, string>> | null), ...Object.fromEntries(encoded) } };
}
