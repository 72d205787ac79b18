import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClusterState } from '../cluster-state.ts';
import { refuse } from '../objects/refusal.ts';
import { answerDiscovery } from './answer-discovery.ts';
import { answerGet, answerList } from './answer-read.ts';
import { answerReview } from './answer-review.ts';
import { answerWatch, type OpenWatch } from './answer-watch.ts';
import { answerDelete, answerPatch, answerPost, answerPut } from './answer-write.ts';
import type { ClusterFaults } from './cluster-fault.ts';
import { readRequest, toReply, type Reply, type SeenRequest } from './kube-http.ts';
import { parseRoute } from './route.ts';

/** What serving needs beside the request. */
export interface Serving {
  readonly state: ClusterState;
  readonly faults: ClusterFaults;
  readonly watches: Set<OpenWatch>;
  readonly onRequest: (request: SeenRequest) => void;
}

/** Serves one request, as far as a fault lets it. */
export async function serveRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { state, faults, watches, onRequest }: Serving,
): Promise<void> {
  // Taken now: a request whose body was read whole forgets its socket.
  const { socket } = incoming;
  try {
    const request = await readRequest(incoming);
    onRequest(request);
    const fault = faults.take(request);
    if (fault === 'silence') return;
    if (fault === 'reset') throw new Error('ordered');
    if (typeof fault === 'object') {
      writeReply(outgoing, fault);
      return;
    }
    if (isWatch(request)) {
      openWatch(request, outgoing, state, watches);
      return;
    }
    const reply = answer(request, state);
    if (fault === 'lose-answer') throw new Error('ordered');
    writeReply(outgoing, reply, fault === 'cut-body');
  } catch {
    // As ordered, or because the client went away.
    socket.resetAndDestroy();
  }
}

function isWatch({ method, query }: SeenRequest): boolean {
  return method === 'GET' && (query['watch'] === 'true' || query['watch'] === '1');
}

function openWatch(request: SeenRequest, outgoing: ServerResponse, state: ClusterState, watches: Set<OpenWatch>): void {
  try {
    const route = parseRoute(request.path, state);
    const watch = answerWatch(request, route, state, outgoing);
    watches.add(watch);
    outgoing.once('close', () => watches.delete(watch));
  } catch (error) {
    writeReply(outgoing, toReply(error));
  }
}

function answer(request: SeenRequest, state: ClusterState): Reply {
  try {
    return answerReview(request, state) ?? answerDiscovery(request, state) ?? answerObjects(request, state);
  } catch (error) {
    return toReply(error);
  }
}

function answerObjects(request: SeenRequest, state: ClusterState): Reply {
  const route = parseRoute(request.path, state);
  const method = request.method;
  if (route.name === '') {
    if (method === 'GET') return answerList(request, route, state);
    if (method === 'POST') return answerPost(request, route, state);
  } else {
    if (method === 'GET') return answerGet(request, route, state);
    if (method === 'PATCH') return answerPatch(request, route, state);
    if (method === 'PUT') return answerPut(request, route, state);
    if (method === 'DELETE') return answerDelete(request, route, state);
  }
  throw refuse(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

function writeReply(outgoing: ServerResponse, { status, headers, body }: Reply, isCut = false): void {
  const bytes = Buffer.from(body);
  outgoing.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
  if (isCut) outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
  else outgoing.end(bytes);
}
