import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import type { ClusterState } from '../cluster-state.ts';
import { joinApiVersion, resourceName } from '../objects/kinds.ts';
import type { StoredChange } from '../objects/object-store.ts';
import { refuse } from '../objects/refusal.ts';
import { parseSelection } from '../objects/selectors.ts';
import { toMetadata, wantsMetadata } from './answer-read.ts';
import type { SeenRequest } from './kube-http.ts';
import type { Route } from './route.ts';

/** An open watch. */
export interface OpenWatch {
  /** Ends it: by closing cleanly, by breaking the connection, or with the news that it is too old. */
  end(how: 'close' | 'break' | 'expire'): void;
}

/** Follows a collection until the client goes or the watch is ended. Throws what is refused before anything is sent. */
export function answerWatch(
  request: SeenRequest,
  { kind, namespace }: Route,
  state: ClusterState,
  outgoing: ServerResponse,
): OpenWatch {
  const { query } = request;
  const { store } = state;
  state.rights.check({ verb: 'watch', kind, ...(namespace === '' ? {} : { namespace }) });
  const wantsInitial = wantsInitialEvents(query, state);
  const isSelected = parseSelection(query);
  const from = Number(query['resourceVersion'] ?? 0);
  const isPartial = wantsMetadata(request, 'PartialObjectMetadata');
  const send = (type: string, object: object): void => {
    outgoing.write(`${JSON.stringify({ type, object })}\n`);
  };
  const sendObject = (type: string, object: KubeObject): void => send(type, isPartial ? toMetadata(object) : object);
  const sendBookmark = (annotations: object): void => {
    const metadata = { resourceVersion: String(store.revision), creationTimestamp: null, ...annotations };
    send('BOOKMARK', { kind: kind.kind, apiVersion: joinApiVersion(kind), metadata });
  };
  const onChange = (change: StoredChange): void => {
    const { object, previous, revision } = change;
    if (resourceName(change.kind) !== resourceName(kind) || revision <= from) return;
    if (namespace !== '' && object.metadata.namespace !== namespace) return;
    // Who leaves a selection is gone for this watch, who enters it is new.
    const was = previous !== undefined && isSelected(previous);
    const is = change.type !== 'DELETED' && isSelected(object);
    if (is) sendObject(was ? 'MODIFIED' : 'ADDED', object);
    else if (was) {
      // Who leaves is shown as it was while it belonged, with the version of the change.
      const { resourceVersion = '' } = object.metadata;
      sendObject('DELETED', { ...previous, metadata: { ...previous.metadata, resourceVersion } });
    }
  };
  const end = (how: 'close' | 'break' | 'expire'): void => {
    if (how === 'expire') send('ERROR', expired(from, store.revision));
    if (how === 'close' && query['allowWatchBookmarks'] === 'true') sendBookmark({});
    if (how === 'break') outgoing.destroy();
    else outgoing.end();
  };

  outgoing.writeHead(200, { 'content-type': 'application/json' });
  outgoing.flushHeaders();
  if (from > 0 && from < store.oldest) {
    end('expire');
    return { end };
  }
  if (from === 0 || wantsInitial) {
    for (const object of store.list(kind, namespace).filter(isSelected)) sendObject('ADDED', object);
    if (wantsInitial) sendBookmark({ annotations: { 'k8s.io/initial-events-end': 'true' } });
  } else for (const change of store.changesAfter(from)) onChange(change);
  const stopListening = store.onChange(onChange);
  const seconds = Number(query['timeoutSeconds'] ?? 0);
  const timer = seconds > 0 ? setTimeout(() => end('close'), seconds * 1000) : undefined;
  outgoing.once('close', () => {
    clearTimeout(timer);
    stopListening();
  });
  return { end };
}

function wantsInitialEvents(query: SeenRequest['query'], { canStreamLists }: ClusterState): boolean {
  if (query['sendInitialEvents'] !== 'true') return false;
  if (!canStreamLists || query['resourceVersionMatch'] !== 'NotOlderThan') throw badOptions();
  return true;
}

function expired(from: number, oldest: number): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `too old resource version: ${from} (${oldest})`,
    reason: 'Expired',
    code: 410,
  };
}

function badOptions(): Error {
  const message =
    'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';
  const cause = {
    reason: 'FieldValueForbidden',
    message: 'Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
    field: 'sendInitialEvents',
  };
  return refuse(422, 'Invalid', message, { group: 'meta.k8s.io', kind: 'ListOptions', causes: [cause] });
}
