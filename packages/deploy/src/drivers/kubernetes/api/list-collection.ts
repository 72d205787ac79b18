import type { KubeObject } from '../kube-object.ts';
import type { WatchRequest } from './kube-client.ts';
import { isRecord } from './read-refusal.ts';
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
  const { apiVersion, metadata, items } = answer.object;
  // What stands in a list does not say what it is; and an empty list may be null.
  const kind = answer.object.kind.replace(/List$/, '');
  return {
    resourceVersion: metadata.resourceVersion ?? '',
    items: (Array.isArray(items) ? items : [])
      .filter(isRecord)
      .map((item) => ({ apiVersion, kind, ...item }) as KubeObject),
  };
}
