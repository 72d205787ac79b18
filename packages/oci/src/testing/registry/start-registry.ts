import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerFaultily } from './apply-fault.ts';
import { createFaultQueue, type Fault, type FaultAction } from './fault.ts';
import { readBody, readHead, writeReply } from './http-exchange.ts';
import { refusePlainHttp } from './refuse-plain-http.ts';
import { findDanglingTags, openRepository, type RepositoryContent } from './registry-content.ts';
import { registryFlavors, type RegistryFlavor, type RegistryFlavorName } from './registry-flavor.ts';
import { createRegistryLogin, type RegistryAuth } from './registry-login.ts';
import type { RegistryRequest } from './registry-message.ts';
import type { RegistryState } from './registry-state.ts';

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
export interface LoggedRequest extends Omit<RegistryRequest, 'body' | 'origin'> {
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
  const { auth = { kind: 'none' }, flavor = 'distribution-2', tls, onRequest, onReply } = options;
  const state: RegistryState = {
    flavor: typeof flavor === 'object' ? flavor : registryFlavors[flavor],
    login: createRegistryLogin(auth),
    content: new Map(),
    uploads: new Map(),
  };
  const scheme = tls === undefined ? 'http' : 'https';
  const faults = createFaultQueue();
  let log: (Omit<LoggedRequest, 'status'> & { status: number | undefined })[] = [];

  async function serve(incoming: http.IncomingMessage, outgoing: http.ServerResponse): Promise<void> {
    // Taken now: a request whose body was read whole forgets its socket.
    const { socket } = incoming;
    const { origin, ...head } = readHead(incoming, scheme);
    // The port of the client tells connections apart.
    const entry = { ...head, connection: socket.remotePort ?? 0, status: undefined as number | undefined };
    log.push(entry);
    onRequest?.(entry);
    outgoing.once('close', () => onReply?.(entry));
    const action = faults.take(head.method, head.pathAndQuery);
    try {
      const body = await readBody(incoming, bytesWanted(action));
      if (action?.kind === 'stall') return;
      if (action?.kind === 'reset') throw new Error('ordered');
      const reply = answerFaultily({ ...head, origin, body }, state, action);
      if (action?.kind === 'hold') await action.until;
      if (action?.kind === 'lose-reply') throw new Error('ordered');
      entry.status = reply.status;
      await writeReply(outgoing, reply, action);
    } catch {
      // As ordered, or because the client went away.
      socket.resetAndDestroy();
    }
  }

  const listener = (incoming: http.IncomingMessage, outgoing: http.ServerResponse): void => {
    void serve(incoming, outgoing);
  };
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  const front = tls === undefined ? server : refusePlainHttp(server);
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(front.address() as AddressInfo).port}`;
  return {
    host,
    origin: `${scheme}://${host}`,
    get log() {
      return log;
    },
    requests: (method, path) =>
      log.filter(
        (entry) => (method === undefined || entry.method === method) && (path?.test(entry.pathAndQuery) ?? true),
      ),
    clearLog() {
      log = [];
    },
    fault: faults.order,
    clearFaults: faults.clear,
    repository: (name) => openRepository(state.content, name),
    danglingTags: () => findDanglingTags(state.content),
    close: () =>
      new Promise((resolve) => {
        front.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bytesWanted(action: FaultAction | undefined): number {
  return action?.kind === 'reset' ? (action.afterBytes ?? 0) : Infinity;
}
