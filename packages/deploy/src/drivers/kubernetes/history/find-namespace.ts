import { SlipwayError } from '@slipway/kit';
import { metadataOnlyList } from '../apply/partial-metadata.ts';
import type { KubeClient } from '../api/kube-client.ts';
import type { KubeObject } from '../kube-object.ts';
import { environmentLabel, setLabel, toLabel } from './record-format.ts';

/** The release whose namespace nobody names. */
export interface NamelessRelease {
  readonly client: KubeClient;
  readonly release: string;
  readonly environment: string;
  /** Where to look when not all namespaces may be searched. */
  readonly fallback: string;
}

/**
 * The namespace in which the environment's release has its records: manifests may have brought it along.
 * `fallback` where there is none, or where the account may not look. Throws ENVIRONMENT_INVALID where there are several.
 */
export async function findNamespace({ client, release, environment, fallback }: NamelessRelease): Promise<string> {
  const answer = await client.send({
    method: 'GET',
    path: '/api/v1/secrets',
    // By environment too: to find another environment's release here, and remove it, would be the worst of mistakes.
    query: { labelSelector: `${setLabel}=${release},${environmentLabel}=${toLabel(environment)}` },
    accept: metadataOnlyList,
  });
  const items = (answer.ok ? (answer.object['items'] ?? []) : []) as readonly KubeObject[];
  const namespaces = [...new Set(items.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();
  if (namespaces.length <= 1) return namespaces[0] ?? fallback;
  throw new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `Environment ${environment} names no namespace, and ${release} was released for it in ${namespaces.length}: ${namespaces.join(', ')}.`,
    state: 'Nothing was changed.',
    hint: `Say which one: --namespace=${namespaces[0] ?? ''}, or "namespace" of the environment ${environment} in nx.json.`,
  });
}
