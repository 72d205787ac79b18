import http from 'node:http';
import type { Clock } from './clock.ts';

/** Where the API server is reached: the socket of a proxy, or a port. */
export type KubeTransport = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** One request as it goes over the wire. */
export interface RawRequest {
  readonly method: string;
  /** With query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One answer, whole. */
export interface RawReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Why no whole answer came. `absent`: nothing listens. `lost`: the connection broke. */
export type ConnectionFailureKind = 'absent' | 'lost' | 'silent' | 'too-long';

/** A request without a whole answer. */
export class ConnectionFailure extends Error {
  readonly kind: ConnectionFailureKind;

  constructor(kind: ConnectionFailureKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** Sends single requests: no retry, no redirect, no meaning. Throws ConnectionFailure, or the signal's reason. */
export interface Exchange {
  send(request: RawRequest, signal: AbortSignal): Promise<RawReply>;
  /** Resolves with the head of the answer; its body has no deadline. */
  open(request: RawRequest, signal: AbortSignal): Promise<http.IncomingMessage>;
  close(): void;
}

/** Most requests at once. More did not make the API server faster. */
export const mostRequests = 8;
/** Milliseconds for one request. Admission webhooks may take 10 s each. */
const deadline = 30_000;
/** No list that a deploy asks for is longer. */
export const longestBody: number = 64 * 1024 * 1024;

/** Creates an exchange with one set of kept connections for requests, and another without limit for watches. */
export function createExchange(transport: KubeTransport, clock: Clock): Exchange {
  const requests = new http.Agent({ keepAlive: true, maxSockets: mostRequests });
  const watches = new http.Agent({ keepAlive: false });

  return {
    async send(request, signal) {
      signal.throwIfAborted();
      const outgoing = start(transport, request, { agent: requests, signal });
      const silent = () =>
        outgoing.destroy(new ConnectionFailure('silent', `no whole answer within ${deadline / 1000} s`));
      const callOff = clock.after(deadline, silent);
      try {
        const response = await headOf(outgoing);
        return { status: response.statusCode ?? 0, headers: response.headers, body: await readText(response) };
      } catch (error) {
        signal.throwIfAborted();
        throw toConnectionFailure(error);
      } finally {
        callOff();
      }
    },
    async open(request, signal) {
      signal.throwIfAborted();
      const outgoing = start(transport, request, { agent: watches, signal });
      const silent = () => outgoing.destroy(new ConnectionFailure('silent', `no answer within ${deadline / 1000} s`));
      const callOff = clock.after(deadline, silent);
      try {
        return await headOf(outgoing);
      } catch (error) {
        signal.throwIfAborted();
        throw toConnectionFailure(error);
      } finally {
        callOff();
      }
    },
    close() {
      requests.destroy();
      watches.destroy();
    },
  };
}

function start(
  transport: KubeTransport,
  { method, path, headers, body }: RawRequest,
  { agent, signal }: { readonly agent: http.Agent; readonly signal: AbortSignal },
): http.ClientRequest {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  // The Host header stays Node's own, localhost: kubectl proxy answers any other with 403.
  const outgoing = http.request({ ...transport, method, path, headers: { ...headers, ...length }, agent, signal });
  outgoing.end(body);
  return outgoing;
}

function headOf(outgoing: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // Stays for good: a connection may also break after the answer.
    outgoing.on('error', reject);
  });
}

/** The whole body as text. Throws ConnectionFailure for one that is too long. */
export async function readText(response: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > longestBody) {
      throw new ConnectionFailure('too-long', `its answer is longer than ${longestBody / 1024 / 1024} MiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Says what an error of a socket means. */
export function toConnectionFailure(error: unknown): ConnectionFailure {
  if (error instanceof ConnectionFailure) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const isAbsent = code === 'ECONNREFUSED' || code === 'ENOENT';
  if (isAbsent) return new ConnectionFailure('absent', `nothing listens there (${code})`, error);
  return new ConnectionFailure('lost', `the connection broke (${code === '' ? message : code})`, error);
}
