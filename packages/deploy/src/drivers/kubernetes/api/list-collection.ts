import type { KubeObject } from '../kube-object.ts';
import type { WatchRequest } from './kube-client.ts';
import { itemsOfList } from './items-of-list.ts';
import { sendRequest, type Wire } from './send-request.ts';
import { WatchRefused } from './watch-stream.ts';

/** All there is, and the version it is of. */
export interface Listing {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

/** Lists a collection. Throws WatchRefused, and the errors of `send`. */
export async function listCollection(wire: Wire, { path, query = {}, signal }: WatchRequest): Promise<Listing> {
  const answer = await sendRequest(wire, { method: 'GET', path, query, signal });
  if (!answer.ok) throw new WatchRefused(answer);
  const { object } = answer;
  return { resourceVersion: object.metadata.resourceVersion ?? '', items: itemsOfList(object) };
}
