import http from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConnectionFailure, toConnectionFailure } from './connection-failure.ts';
import type { HttpBody, HttpReply, HttpRequest } from './http-message.ts';

/** How connections are made. */
export interface TransportOptions {
  /** Ends every socket when it aborts. */
  readonly signal: AbortSignal;
  /** Most sockets per origin. */
  readonly concurrency: number;
  /** Milliseconds a socket may be silent. */
  readonly idle: number;
  /** Trusted roots in place of Node's own, for one `host:port`. */
  readonly roots: (host: string) => Promise<readonly string[] | undefined>;
  /** Whether certificates of this `host:port` are checked. */
  readonly verifies: (host: string) => boolean;
}

/** Sends single requests: no retry, no redirect, no credentials. */
export interface Transport {
  /** Throws ConnectionFailure where no whole answer came, and what `receive` or the body threw. */
  send(request: HttpRequest): Promise<HttpReply>;
  /** Requests sent so far. */
  readonly count: () => number;
  close(): void;
}

/** No manifest and no error text of a sane registry is longer. */
const longestBody = 8 * 1024 * 1024;

/**
 * Creates a transport over node:http and node:https with one keep-alive agent per origin.
 * Not fetch: that opens a connection for each HEAD, knows no CA of one's own and loses a stream on a redirect.
 */
export function createTransport(options: TransportOptions): Transport {
  const agents = new Map<string, http.Agent | HttpsAgent>();
  let requests = 0;

  async function agentFor(url: URL): Promise<http.Agent> {
    const known = agents.get(url.origin);
    if (known !== undefined) return known;
    const agent = await createAgent(url, options);
    // Two first requests may have raced for the roots: the first agent serves both.
    const winner = agents.get(url.origin) ?? agent;
    agents.set(url.origin, winner);
    return winner;
  }

  return {
    async send(request) {
      const agent = await agentFor(request.url);
      options.signal.throwIfAborted();
      requests += 1;
      return await exchange(request, agent, options);
    },
    count: () => requests,
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

async function createAgent(url: URL, options: TransportOptions): Promise<http.Agent> {
  const settings = { keepAlive: true, maxSockets: options.concurrency };
  if (url.protocol === 'http:') return new http.Agent(settings);
  // TLS costs some 10 ms to load, and a registry on this machine needs none.
  const { Agent } = await import('node:https');
  const roots = await options.roots(url.host);
  return new Agent({
    ...settings,
    rejectUnauthorized: options.verifies(url.host),
    ...(roots === undefined ? {} : { ca: [...roots] }),
  });
}

async function exchange(request: HttpRequest, agent: http.Agent, options: TransportOptions): Promise<HttpReply> {
  const { method, url, body } = request;
  const writes = method === 'POST' || method === 'PUT' || method === 'PATCH';
  const headers = { ...request.headers, ...(writes ? { 'content-length': String(body?.size ?? 0) } : {}) };
  const outgoing = http.request(url, { method, headers, agent, signal: options.signal });
  outgoing.setTimeout(options.idle, () =>
    outgoing.destroy(new ConnectionFailure('silent', `it was silent for ${options.idle / 1000} s`)),
  );
  const sent = { bytes: 0 };
  try {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve);
      // Stays for good: a registry that answers before it has read the body breaks the connection afterwards.
      outgoing.on('error', reject);
      sendBody(body, outgoing, sent).catch(reject);
    });
    return await readReply(response, request);
  } catch (error) {
    options.signal.throwIfAborted();
    throw isLocal(error) ? error.cause : toConnectionFailure(error);
  } finally {
    // A socket with half a request in it serves no other one.
    // The stream's own state does not tell: an answer may overtake the end of the body.
    if (sent.bytes !== (body?.size ?? 0)) outgoing.destroy();
  }
}

/** How much of a body has been handed to the connection. */
interface Sent {
  bytes: number;
}

async function sendBody(body: HttpBody | undefined, outgoing: Writable, sent: Sent): Promise<void> {
  const content = body?.open();
  if (body === undefined || content === undefined || content instanceof Uint8Array) {
    outgoing.end(content);
    sent.bytes = body?.size ?? 0;
    return;
  }
  await pipeline(measure(content, body, sent), outgoing);
}

/** Passes a body on and fails where it is not as long as was promised: the registry would wait for the rest for ever. */
async function* measure(
  chunks: AsyncIterable<Uint8Array>,
  { size, onSent }: HttpBody,
  sent: Sent,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  try {
    for await (const chunk of chunks) {
      read += chunk.length;
      if (read > size) break;
      sent.bytes = read;
      yield chunk;
      onSent?.(read);
    }
  } catch (error) {
    throw new LocalFailure(error);
  }
  if (read !== size) throw new LocalFailure(new Error(`${read} bytes were read where ${size} were promised`));
}

async function readReply(response: http.IncomingMessage, request: HttpRequest): Promise<HttpReply> {
  const status = response.statusCode ?? 0;
  const reply = { status, headers: response.headers, url: request.url };
  if (status === 200 && request.receive !== undefined) {
    await request.receive(response).catch((error: unknown) => {
      // The connection's error, whatever the receiver made of it.
      throw response.errored ?? new LocalFailure(error);
    });
    return { ...reply, body: Buffer.alloc(0) };
  }
  return { ...reply, body: await readAll(response) };
}

async function readAll(response: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > longestBody) throw new ConnectionFailure('too-long', `its answer is longer than ${longestBody} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Carries an error of this machine, such as an unreadable file, past the ones of the connection. */
class LocalFailure extends Error {
  constructor(cause: unknown) {
    super('local failure', { cause });
  }
}

function isLocal(error: unknown): error is LocalFailure {
  return error instanceof LocalFailure;
}
