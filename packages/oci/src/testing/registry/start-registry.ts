import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { refusePlainHttp } from './refuse-plain-http.ts';
import { digestOf, isDigest } from '@slipway/kit';
import { answerBlob, answerUpload, type OpenUploads } from './answer-blob.ts';
import { answerManifest } from './answer-manifest.ts';
import { createFaultQueue, flipByte, spoilReply, type Fault, type FaultAction } from './fault.ts';
import { findDanglingTags, openRepository, type RegistryContent, type RepositoryContent } from './registry-content.ts';
import { registryFlavors, type RegistryFlavor, type RegistryFlavorName } from './registry-flavor.ts';
import { createRegistryLogin, tokenPath, type RegistryAuth } from './registry-login.ts';
import { digestReply, errorReply, type RegistryReply, type RegistryRequest } from './registry-message.ts';

/** What kind of registry to start. */
export interface TestRegistryOptions {
  /** Default: `distribution-2`. */
  readonly flavor?: RegistryFlavorName | RegistryFlavor;
  /** Default: none. */
  readonly auth?: RegistryAuth;
  /** Speaks https with this certificate. Default: http. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Called as soon as a request has come, before it is answered. */
  readonly onRequest?: (request: LoggedRequest) => void;
  /** Called when a request was answered, or its connection broke. */
  readonly onReply?: (request: LoggedRequest) => void;
}

/** A request in the log, in the order of arrival. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The same for all requests that came over one connection. */
  readonly connection: number;
  /** Undefined while unanswered, and where the connection was broken. */
  readonly status: number | undefined;
}

/** A registry in this process. */
export interface TestRegistry {
  /** `127.0.0.1:40123`, as it stands in a reference. */
  readonly host: string;
  readonly origin: string;
  /** Every request, those to the token server included. */
  readonly log: readonly LoggedRequest[];
  /** Requests of a method whose path and query fit. */
  requests(method?: string, path?: RegExp): readonly LoggedRequest[];
  clearLog(): void;
  /** Orders a fault. The first one ordered that fits a request counts. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** What a repository holds, to look at or to change. */
  repository(name: string): RepositoryContent;
  /** Tags that point at missing or altered data, as `repository:tag`. */
  danglingTags(): readonly string[];
  /** Ends the registry and every connection to it. */
  close(): Promise<void>;
}

/** Starts a registry on a free port of 127.0.0.1. It holds everything in memory. */
export async function startRegistry(options: TestRegistryOptions = {}): Promise<TestRegistry> {
  const { auth = { kind: 'none' }, tls, onRequest, onReply } = options;
  const flavor =
    typeof options.flavor === 'object' ? options.flavor : registryFlavors[options.flavor ?? 'distribution-2'];
  const content: RegistryContent = new Map();
  const uploads: OpenUploads = new Map();
  const faults = createFaultQueue();
  const login = createRegistryLogin(auth);
  let log: { -readonly [Field in keyof LoggedRequest]: LoggedRequest[Field] }[] = [];

  const listener = (incoming: http.IncomingMessage, outgoing: http.ServerResponse): void => {
    // Taken now: a request whose body was read whole forgets its socket.
    const { socket } = incoming;
    void serve(incoming, outgoing, socket).catch(() => socket.destroy());
  };
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);

  async function serve(incoming: http.IncomingMessage, outgoing: http.ServerResponse, socket: Socket): Promise<void> {
    const origin = `${tls === undefined ? 'http' : 'https'}://${incoming.headers.host ?? ''}`;
    const url = new URL(incoming.url ?? '/', origin);
    const method = incoming.method ?? '';
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const entry = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      connection: connectionOf(incoming),
      status: undefined as number | undefined,
    };
    log.push(entry);
    onRequest?.(entry);
    outgoing.once('close', () => onReply?.(entry));
    const action = faults.take(method, `${url.pathname}${url.search}`);
    const body = await readBody(incoming, action?.kind === 'reset' ? (action.afterBytes ?? 0) : undefined);
    if (action?.kind === 'stall') return;
    if (action?.kind === 'reset') {
      socket.resetAndDestroy();
      return;
    }
    const request = { method, path: url.pathname, query: url.searchParams, headers, body, origin };
    const reply = spoilReply(replyTo(request, action), action);
    if (action?.kind === 'hold') await action.until;
    if (action?.kind === 'lose-reply') {
      socket.destroy();
      return;
    }
    entry.status = reply.status;
    await writeReply(outgoing, reply, action, method);
  }

  function replyTo(request: RegistryRequest, action: FaultAction | undefined): RegistryReply {
    if (action?.kind === 'status') {
      const { status, headers = {}, body = '' } = action;
      return { status, headers, body: Buffer.from(body) };
    }
    if (action?.kind === 'redirect') {
      const query = request.query.size === 0 ? '' : `?${request.query.toString()}`;
      return { status: action.status ?? 307, headers: { location: `${action.origin}${request.path}${query}` } };
    }
    if (action?.kind === 'expire-tokens') login.expireTokens();
    if (request.path === tokenPath) return login.token(request);
    const [, name, kind, rest = ''] =
      /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests)\/([^/]*)$/.exec(request.path) ?? [];
    const refused = login.check(request, name ?? '');
    if (refused !== undefined) return refused;
    if (name === undefined) {
      return request.path === '/v2/'
        ? { status: 200, body: Buffer.from('{}') }
        : errorReply(404, 'NOT_FOUND', 'not found');
    }
    if (action?.kind === 'store-other') return storeOther(request, name, rest);
    if (kind === 'manifests') return answerManifest(request, openRepository(content, name), rest, flavor);
    if (kind === 'blobs') return answerBlob(request, content, name, rest);
    return answerUpload(request, content, name, rest, flavor, uploads);
  }

  function storeOther({ body, headers, query }: RegistryRequest, name: string, reference: string): RegistryReply {
    const repository = openRepository(content, name);
    const bytes = flipByte(body);
    const key = query.get('digest') ?? reference;
    const digest = isDigest(key) ? key : digestOf(body);
    if (query.has('digest')) repository.blobs.set(digest, bytes);
    else repository.manifests.set(digest, { mediaType: headers['content-type'] ?? '', bytes });
    return digestReply(201, digestOf(bytes));
  }

  const front = tls === undefined ? server : refusePlainHttp(server);
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(front.address() as AddressInfo).port}`;
  return {
    host,
    origin: `${tls === undefined ? 'http' : 'https'}://${host}`,
    get log() {
      return log;
    },
    requests: (method, path) =>
      log.filter((entry) => {
        const { size } = entry.query;
        const whole = `${entry.path}${size === 0 ? '' : `?${entry.query.toString()}`}`;
        return (method === undefined || entry.method === method) && (path === undefined || path.test(whole));
      }),
    clearLog() {
      log = [];
    },
    fault: faults.order,
    clearFaults: faults.clear,
    repository: (name) => openRepository(content, name),
    danglingTags: () => findDanglingTags(content),
    close: () =>
      new Promise((resolve) => {
        front.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The port of the client tells connections apart. */
function connectionOf(incoming: http.IncomingMessage): number {
  return incoming.socket.remotePort ?? 0;
}

/** The body, or its beginning where no more is wanted. */
async function readBody(incoming: http.IncomingMessage, enough = Infinity): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  if (enough === 0) return Buffer.alloc(0);
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= enough) break;
  }
  return Buffer.concat(chunks);
}

async function writeReply(
  outgoing: http.ServerResponse,
  { status, headers = {}, body = Buffer.alloc(0) }: RegistryReply,
  action: FaultAction | undefined,
  method: string,
): Promise<void> {
  outgoing.writeHead(status, {
    'docker-distribution-api-version': 'registry/2.0',
    ...headers,
    ...(status === 204 ? {} : { 'content-length': String(body.length) }),
  });
  if (method === 'HEAD') outgoing.end();
  else if (action?.kind === 'truncate') outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
  else if (action?.kind === 'trickle') {
    for (const byte of body) {
      if (outgoing.destroyed) return;
      outgoing.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    outgoing.end();
  } else outgoing.end(body);
}
