import { cancellationOf, SlipwayError } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';
import { Fault } from './fault.ts';
import type { WatchListener, WatchRequest } from './kube-client.ts';
import { listCollection } from './list-collection.ts';
import { oneLine } from './proxy-fault.ts';
import { isRecord } from './read-refusal.ts';
import { toRefusalError } from './refusal-error.ts';
import { pauseBefore } from './retry.ts';
import { overcome, withQuery, type Wire } from './send-request.ts';
import { createWatchedObjects } from './watched-objects.ts';
import { openWatch, WatchRefused, type WatchLine } from './watch-stream.ts';

/** Seconds after which the server closes a watch cleanly. What stands between us may do it earlier, and less cleanly. */
const watchSeconds = '300';
/** Breaks in a row, with nothing received between them, after which a watch is given up: a server that restarts is back by then. */
const mostBreaks = 20;
/** The same before the first listing is complete: a server that is not there should be named soon. */
const mostBreaksAtStart = 5;

/** Follows a collection as `KubeClient.watch` promises. Resolves when the request's own signal aborts. */
export async function watchCollection(wire: Wire, request: WatchRequest, listener: WatchListener): Promise<void> {
  const { path, query = {} } = request;
  const objects = createWatchedObjects(listener);
  const signal = AbortSignal.any([wire.signal, request.signal]);
  /** Where to go on from. Absent: everything has to be listed. */
  let resourceVersion: string | undefined;
  /** Whether the server is asked to put everything there is at the beginning of a watch, which saves the list. */
  let isStreaming = true;
  let hasSynced = false;
  let breaks = 0;

  function sync(version: string): void {
    resourceVersion = version;
    hasSynced = true;
    objects.endListing();
    listener.onSync();
  }

  async function list(): Promise<void> {
    const listing = await listCollection(wire, { path, query, signal });
    breaks = 0;
    for (const item of listing.items) objects.receive('ADDED', item);
    sync(listing.resourceVersion);
  }

  function receive(line: WatchLine): void {
    breaks = 0;
    const version = resourceVersionOf(line);
    if (line.type !== 'BOOKMARK') objects.receive(line.type, line.object as KubeObject);
    // Before all was listed there is no version to go on from.
    if (!objects.isListing()) resourceVersion = version ?? resourceVersion;
    else if (version !== undefined && isEndOfListing(line)) sync(version);
  }

  /** One round: the listing where there is none, then one watch until it ends. */
  async function follow(): Promise<void> {
    if (resourceVersion === undefined) {
      objects.beginListing();
      if (!isStreaming) await list();
    }
    let isEmpty = true;
    for await (const line of openWatch(wire, withQuery(path, watchQuery(query, resourceVersion)), signal)) {
      isEmpty = false;
      if (line.type !== 'ERROR') {
        receive(line);
        continue;
      }
      expire(line.object);
      return;
    }
    // A server that ignores what it does not know ends without having said that all was listed.
    if (resourceVersion === undefined) isStreaming = false;
    // One that closes every watch at once is not asked without pause.
    if (isEmpty) await rest();
  }

  /** 410 Gone: too long ago to go on from. Anything else a server may end a watch with is tried again after a pause. */
  function expire(status: WatchLine['object']): void {
    const isOld = status['code'] === 410 && resourceVersion !== undefined;
    resourceVersion = undefined;
    if (!isOld) throw new Fault({ error: watchFailed(wire, status), tries: 5, mayHaveHappened: true });
  }

  async function rest(): Promise<void> {
    breaks += 1;
    await wire.clock.wait(pauseBefore(breaks, wire.clock.random()), signal).catch(() => undefined);
  }

  /** Finds out how to go on after a round that broke. Throws where there is no going on. */
  async function recover(error: unknown): Promise<void> {
    if (error instanceof WatchRefused) {
      relist(error);
      return;
    }
    if (!(error instanceof Fault)) throw error;
    const { content } = error;
    const allowed = hasSynced ? mostBreaks : mostBreaksAtStart;
    if (content.tries === 1 || breaks + 1 >= allowed) throw content.error;
    // Silence may come from a version that the server never had (it was restored, or is another one): a listing tells.
    if (content.isSilence === true) resourceVersion = undefined;
    await overcome(wire, error);
    await rest();
  }

  function relist({ refusal }: WatchRefused): void {
    const isFresh = resourceVersion === undefined;
    if (isFresh && isStreaming && [400, 422].includes(refusal.status)) isStreaming = false;
    else if (!isFresh && refusal.status === 410) resourceVersion = undefined;
    else throw toRefusalError(refusal, { kind: 'watch', name: path });
  }

  const isOver = () => signal.aborted;
  while (!isOver()) {
    try {
      await follow();
    } catch (error) {
      if (!isOver()) await recover(error);
    }
  }
  if (wire.signal.aborted) throw cancellationOf(wire.signal);
}

function watchQuery(
  query: Readonly<Record<string, string>>,
  resourceVersion: string | undefined,
): Readonly<Record<string, string>> {
  const start =
    resourceVersion === undefined
      ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
      : { resourceVersion };
  return { ...query, watch: '1', allowWatchBookmarks: 'true', timeoutSeconds: watchSeconds, ...start };
}

function resourceVersionOf({ object }: WatchLine): string | undefined {
  const version = isRecord(object['metadata']) ? object['metadata']['resourceVersion'] : undefined;
  return typeof version === 'string' && version !== '' ? version : undefined;
}

/** The bookmark behind everything there was. */
function isEndOfListing({ type, object }: WatchLine): boolean {
  const { metadata } = object;
  const annotations = isRecord(metadata) && isRecord(metadata['annotations']) ? metadata['annotations'] : {};
  return type === 'BOOKMARK' && annotations['k8s.io/initial-events-end'] === 'true';
}

function watchFailed({ endpoint }: Wire, status: WatchLine['object']): SlipwayError {
  return new SlipwayError({
    code: 'CLUSTER_FAILED',
    summary: `The cluster ${endpoint.server} ends every watch with an error.`,
    details: [oneLine(String(status['message']))],
    hint: 'Run the same command again later; if it stays, look at the cluster.',
  });
}
