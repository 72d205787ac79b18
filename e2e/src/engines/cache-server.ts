import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a server answers where it should give an entry. */
export type CacheFault =
  | { readonly kind: 'status'; readonly status: number }
  /** 200, with other bytes. */
  | { readonly kind: 'body'; readonly change: (entry: Buffer) => Buffer }
  /** Half of the entry, and then the end of the connection. */
  | { readonly kind: 'disconnect' };

/** A server of Nx's protocol for remote caches (https://nx.dev/docs/kb/self-hosted-caching), in this process. */
export interface CacheServer {
  /** What makes Nx use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Hash of a task → what Nx stored for it. */
  readonly entries: ReadonlyMap<string, Buffer>;
  /** How many entries were given out since the start. */
  readonly hits: () => number;
  /** From now on every entry is asked for in vain. Undefined: no longer. */
  misbehave(fault: CacheFault | undefined): void;
  close(): Promise<void>;
}

const token = 'a token of the scenario';

/** Starts an empty server on a free port. */
export async function startCacheServer(): Promise<CacheServer> {
  const entries = new Map<string, Buffer>();
  let fault: CacheFault | undefined;
  let hits = 0;

  const put = async (hash: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    // An entry never changes: whoever may write could otherwise exchange what others have built.
    if (entries.has(hash)) {
      say(response, 409, 'Cannot override an existing record');
      return;
    }
    entries.set(hash, body);
    say(response, 200, '');
  };
  const get = (hash: string, response: ServerResponse): void => {
    const entry = entries.get(hash);
    if (fault?.kind === 'status') {
      say(response, fault.status, 'Refused by the scenario');
      return;
    }
    if (entry === undefined) {
      say(response, 404, 'The record was not found');
      return;
    }
    hits += 1;
    const body = fault?.kind === 'body' ? fault.change(entry) : entry;
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': body.length });
    if (fault?.kind === 'disconnect') response.write(body.subarray(0, body.length >> 1), () => response.destroy());
    else response.end(body);
  };
  const server = createServer((request, response) => {
    const hash = /^\/v1\/cache\/(\w+)$/.exec(request.url ?? '')?.[1];
    if (request.headers.authorization !== `Bearer ${token}`) say(response, 401, 'Missing or invalid token');
    else if (hash !== undefined && request.method === 'GET') get(hash, response);
    else if (hash !== undefined && request.method === 'PUT') void put(hash, request, response);
    else say(response, 400, 'No such operation');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: `http://127.0.0.1:${port}`,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token,
    },
    entries,
    hits: () => hits,
    misbehave(next) {
      fault = next;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Nx takes errors for those of this protocol only where they are plain text. */
function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
