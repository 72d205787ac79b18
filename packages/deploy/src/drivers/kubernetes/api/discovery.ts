import type { KubeClient } from './kube-client.ts';
import { kindKey } from './built-in-resources.ts';
import { toRefusalError } from './refusal-error.ts';
import { isRecord } from './read-refusal.ts';
import type { KubeResource } from './resources.ts';

/** One document with all groups, served since 1.26. */
const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';

/** Asks the server for all it serves: two requests. Throws CLUSTER_FORBIDDEN and the errors of `send`. */
export async function readDiscovery(client: Pick<KubeClient, 'send'>): Promise<ReadonlyMap<string, KubeResource>> {
  const documents = await Promise.all(['/api', '/apis'].map((path) => readDocument(client, path)));
  return new Map(documents.flatMap(toResources).map((resource) => [kindKey(resource), resource]));
}

async function readDocument(client: Pick<KubeClient, 'send'>, path: string): Promise<unknown> {
  const answer = await client.send({ method: 'GET', path, accept: aggregated });
  if (!answer.ok) throw toRefusalError(answer, { kind: 'discovery', name: path });
  return answer.object;
}

function toResources(document: unknown): readonly KubeResource[] {
  return recordsOf(document, 'items').flatMap((group) => {
    const name = isRecord(group['metadata']) ? group['metadata']['name'] : undefined;
    const prefix = typeof name === 'string' && name !== '' ? `${name}/` : '';
    return recordsOf(group, 'versions').flatMap((version) =>
      recordsOf(version, 'resources').flatMap((resource) =>
        toResource(resource, `${prefix}${String(version['version'])}`),
      ),
    );
  });
}

function toResource(resource: Readonly<Record<string, unknown>>, apiVersion: string): readonly KubeResource[] {
  const { resource: plural, responseKind, scope } = resource;
  const kind = isRecord(responseKind) ? responseKind['kind'] : undefined;
  if (typeof plural !== 'string' || typeof kind !== 'string' || kind === '') return [];
  return [{ apiVersion, kind, plural, namespaced: scope === 'Namespaced' }];
}

function recordsOf(value: unknown, key: string): readonly Readonly<Record<string, unknown>>[] {
  const list = isRecord(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
