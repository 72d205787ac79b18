import type { ObjectStatus } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { itemsOfList } from '../api/items-of-list.ts';
import { resourcePath } from '../api/resource-path.ts';
import type { KubeResource, ResourceFinder } from '../api/resources.ts';
import type { KubeObject } from '../kube-object.ts';
import { collectionPath, type Watched } from './follow-cluster.ts';
import { judgeObject, type Judgement } from './judge/judge-object.ts';
import { toMadeBySet } from './judge/made-by-set.ts';
import { asPod, asWorkload, conditionOf, followedKind } from './kube-status.ts';
import { createLiveState, type LiveState } from './live-state.ts';

/** What to look at. */
export interface ReadStatusSettings {
  readonly client: KubeClient;
  readonly finder: ResourceFinder;
  readonly objects: readonly KubeObject[];
}

/**
 * How each object is right now, by the rules of a rollout, in the order given. Pods and events that may not be read are left
 * out of the judgement. Throws APPLY_KIND_UNKNOWN, CLUSTER_FORBIDDEN and the errors of `KubeClient.send`.
 */
export async function readStatus({ client, finder, objects }: ReadStatusSettings): Promise<readonly ObjectStatus[]> {
  const resourceOf = await finder.find(objects);
  const [found, live] = await Promise.all([
    Promise.all(objects.map((object) => readObject(client, resourceOf(object), object))),
    readSurroundings(client, objects),
  ]);
  const made = toMadeBySet(objects);
  return objects.map(({ kind, metadata: { name, namespace } }, index) => {
    const place = { kind, name, ...(namespace === undefined ? {} : { namespace }) };
    const object = found[index];
    if (object === undefined) return { ...place, state: 'missing', message: 'is not there' };
    return { ...place, ...toStatus(judgeObject(asWorkload(object), { live, made })) };
  });
}

function toStatus(judgement: Judgement): Pick<ObjectStatus, 'state' | 'message'> {
  switch (judgement.state) {
    case 'ready':
      return { state: 'ready', message: '' };
    case 'progressing':
      return { state: 'progressing', message: judgement.text };
    case 'failed':
      return { state: 'failed', message: judgement.signal.text };
    case 'suspect':
    case 'waiting':
      return { state: 'progressing', message: `${judgement.text}: ${judgement.signal.text}` };
  }
}

async function readObject(
  client: KubeClient,
  resource: KubeResource,
  { kind, metadata: { name, namespace } }: KubeObject,
): Promise<KubeObject | undefined> {
  const answer = await client.send({ method: 'GET', path: resourcePath(resource, { namespace, name }) });
  if (answer.ok) return answer.object;
  if (answer.status === 404) return undefined;
  throw toRefusalError(answer, { kind, name, namespace });
}

/** What the objects made, and what is told of it. */
async function readSurroundings(client: KubeClient, objects: readonly KubeObject[]): Promise<LiveState> {
  const kinds = objects.map(followedKind).filter((kind) => kind !== undefined);
  const namespaces = new Set(
    objects.filter((object) => followedKind(object) !== undefined).map(({ metadata }) => metadata.namespace ?? ''),
  );
  const collections: readonly Watched[] = [
    'pods',
    ...(kinds.includes('deployments') ? (['replicasets'] as const) : []),
    'events',
  ];
  const read = [...namespaces].flatMap((namespace) =>
    collections.map(async (collection) => ({
      collection,
      items: await list(client, collectionPath(collection, namespace)),
    })),
  );
  const listed = await Promise.all(read);
  const live = createLiveState();
  const add = (fits: (object: KubeObject, collection: Watched) => boolean): void => {
    for (const { collection, items } of listed)
      for (const object of items.filter((item) => fits(item, collection)))
        live.update(collection, { type: 'ADDED', object });
  };
  // A pod that answers is as it has been for long: how often it restarted in its life is no failure of now.
  add((object, collection) => collection === 'pods' && conditionOf(asPod(object), 'Ready')?.status === 'True');
  live.markStart();
  add(() => true);
  return live;
}

async function list(client: KubeClient, path: string): Promise<readonly KubeObject[]> {
  const answer = await client.send({ method: 'GET', path });
  return answer.ok ? itemsOfList(answer.object) : [];
}
