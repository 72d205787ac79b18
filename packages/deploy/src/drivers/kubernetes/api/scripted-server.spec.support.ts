import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@slipway/kit';
import type { Clock } from './clock.ts';
import { createKubeClient, type KubeClientSettings, type OwnedKubeClient } from './create-kube-client.ts';
import type { KubeTransport } from './exchange.ts';

/** One answer to order, good or bad. */
export type Reaction = (response: http.ServerResponse, request: http.IncomingMessage) => void;

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface ScriptedServer {
  readonly transport: KubeTransport;
  readonly requests: readonly SeenRequest[];
  /** Resolves when that many requests have come. */
  received(count: number): Promise<void>;
  stop(): Promise<void>;
}

const started: (() => Promise<void>)[] = [];

/** Stops all that a test started. For `afterEach`. */
export async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((stop) => stop()));
}

/** A real HTTP server that answers each request with the next reaction; the last one stays. */
export async function startScriptedServer(
  reactions: readonly Reaction[],
  { onSocket = false, at }: { readonly onSocket?: boolean; readonly at?: KubeTransport } = {},
): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const reaction = reactions[Math.min(requests.length, reactions.length - 1)];
      requests.push({
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      reaction?.(response, request);
      server.emit('scripted');
    });
  });
  const socket = { socketPath: join(mkdtempSync(join(tmpdir(), 'slipway-spec-')), 's') };
  const place = at ?? (onSocket ? socket : { host: '127.0.0.1', port: 0 });
  server.listen('socketPath' in place ? { path: place.socketPath } : place);
  await once(server, 'listening');
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  started.push(stop);
  return {
    transport: 'socketPath' in place ? place : { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    requests,
    async received(count) {
      while (requests.length < count) await once(server, 'scripted');
    },
    stop,
  };
}

export function json(status: number, body: unknown, headers: http.OutgoingHttpHeaders = {}): Reaction {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function plain(status: number, body: string, headers: http.OutgoingHttpHeaders = {}): Reaction {
  return (response) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(body);
}

/** A refusal of the API server. */
export function refusal(
  status: number,
  reason: string,
  message = '',
  headers: http.OutgoingHttpHeaders = {},
): Reaction {
  return json(status, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, reason, message }, headers);
}

export const reset: Reaction = (response) => response.destroy();
export const silence: Reaction = () => undefined;

export const cutBody: Reaction = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"kind":"Pod",', () => response.destroy());
};

/** Lines of a watch, after which `end` says what becomes of the connection. */
export function lines(events: readonly unknown[], end: 'close' | 'reset' | 'open' = 'close'): Reaction {
  return (response) => {
    const text = events.map((event) => (typeof event === 'string' ? event : `${JSON.stringify(event)}\n`)).join('');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    response.write(text, () => {
      if (end === 'close') response.end();
      if (end === 'reset') response.destroy();
    });
  };
}

/** A clock that waits for nothing and keeps what it was asked for. */
export interface TestClock extends Clock {
  readonly waits: readonly number[];
  /** Calls every action that was to be called after exactly so many milliseconds, and was not called off. */
  elapse(milliseconds: number): void;
}

export function createTestClock(): TestClock {
  const waits: number[] = [];
  const alarms = new Set<{ readonly milliseconds: number; readonly action: () => void }>();
  let time = 0;
  return {
    waits,
    now: () => time,
    random: () => 1,
    wait(milliseconds, signal) {
      signal.throwIfAborted();
      waits.push(milliseconds);
      time += milliseconds;
      return new Promise((resolve) => setImmediate(resolve));
    },
    after(milliseconds, action) {
      const alarm = { milliseconds, action };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    elapse(milliseconds) {
      for (const alarm of [...alarms].filter((each) => each.milliseconds === milliseconds)) {
        alarms.delete(alarm);
        alarm.action();
      }
    },
  };
}

export interface ClientBench {
  readonly client: OwnedKubeClient;
  readonly server: ScriptedServer;
  readonly clock: TestClock;
  readonly cancel: AbortController;
  readonly printed: readonly string[];
}

/** A client that talks to a scripted server. */
export async function createBench(
  reactions: readonly Reaction[],
  { onSocket, ...settings }: Partial<KubeClientSettings> & { readonly onSocket?: boolean } = {},
): Promise<ClientBench> {
  const server = await startScriptedServer(reactions, onSocket === undefined ? {} : { onSocket });
  const clock = createTestClock();
  const cancel = new AbortController();
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const logger: Logger = { info: print, warn: print, verbose: print, output: print, step: print };
  const client = createKubeClient({
    transport: server.transport,
    signal: cancel.signal,
    logger,
    server: 'https://cluster.example:6443',
    clock,
    ...settings,
  });
  started.push(() => {
    client.close();
    return Promise.resolve();
  });
  return { client, server, clock, cancel, printed };
}

/** A ConfigMap as the server answers it. */
export function configMap(name: string, resourceVersion = '1', uid = `uid-${name}`): Readonly<Record<string, unknown>> {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'dev', resourceVersion, uid } };
}
