import type { KubeClient } from '../api/kube-client.ts';
import { itemsOfList } from '../api/items-of-list.ts';
import { metadataOnlyList } from '../apply/partial-metadata.ts';
import { idLabel } from './set-record.ts';

/**
 * Names of sets by id, as far as their records are in the namespace and may be read:
 * an id is a hash, and tells nobody whom to ask.
 */
export async function namesOfSets(
  client: KubeClient,
  namespace: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const answer = await client.send({
    method: 'GET',
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`,
    query: { labelSelector: `${idLabel} in (${[...new Set(ids)].join(',')})` },
    accept: metadataOnlyList,
  });
  const records = answer.ok ? itemsOfList(answer.object) : [];
  return new Map(
    records.map(({ metadata }) => [metadata.labels?.[idLabel] ?? '', metadata.name.replace(/^slipway\./, '')]),
  );
}
