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
  /** Where else it can be: the namespace of the kubeconfig's context. */
  readonly contextNamespace: string | undefined;
}

/**
 * The namespace in which the environment's release has its records: manifests may have brought it along.
 * The context's where there is none, or where the account may not look everywhere. Throws ENVIRONMENT_INVALID where there
 * are several, and where nobody can tell.
 */
export async function findNamespace(nameless: NamelessRelease): Promise<string> {
  const { client, release, environment, contextNamespace } = nameless;
  const answer = await client.send({
    method: 'GET',
    path: '/api/v1/secrets',
    // By environment too: to find another environment's release here, and remove it, would be the worst of mistakes.
    query: { labelSelector: `${setLabel}=${release},${environmentLabel}=${toLabel(environment)}` },
    accept: metadataOnlyList,
  });
  if (!answer.ok) {
    if (contextNamespace !== undefined) return contextNamespace;
    throw unknown(nameless, 'this account may not search all namespaces for it', '…');
  }
  const items = (answer.object['items'] ?? []) as readonly KubeObject[];
  const namespaces = [...new Set(items.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();
  const [first] = namespaces;
  if (first === undefined) return contextNamespace ?? 'default';
  if (namespaces.length === 1) return first;
  throw unknown(nameless, `it was released in ${namespaces.length}: ${namespaces.join(', ')}`, first);
}

function unknown({ release, environment }: NamelessRelease, why: string, example: string): SlipwayError {
  return new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `Environment ${environment} does not say in which namespace ${release} is, and ${why}.`,
    state: 'Nothing was changed.',
    hint: `Say it: --namespace=${example}, or "namespace" of the environment ${environment} in nx.json.`,
  });
}
