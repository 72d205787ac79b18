import { isSlipwayError, type Logger } from '@slipway/kit';
import { systemClock, type Clock } from './clock.ts';
import { createExchange, mostRequests, type KubeTransport } from './exchange.ts';
import { createGate } from './gate.ts';
import type { KubeClient, LogRequest } from './kube-client.ts';
import type { Fault } from './fault.ts';
import { judgeReply } from './judge-reply.ts';
import { retry } from './retry.ts';
import { overcome, sendOnce, sendRequest, withQuery, type Wire } from './send-request.ts';
import { watchCollection } from './watch-collection.ts';

/** What a client is made of. */
export interface KubeClientSettings {
  readonly transport: KubeTransport;
  /** The run's signal: ends every request that brings none of its own, and every watch. */
  readonly signal: AbortSignal;
  /** Told of every request under `--verbose`; bodies are never printed. */
  readonly logger: Logger;
  /** URL of the API server, for people. */
  readonly server: string;
  /** The proxy behind the transport. Default: none, the transport leads to the server itself. */
  readonly proxy?: ProxyLink;
  /** Default: this machine's. */
  readonly clock?: Clock;
}

/** The proxy that a client talks through. */
export interface ProxyLink {
  /** Last lines of its standard error, without secrets. */
  readonly lastLines: () => readonly string[];
  /** Starts it again at the same address, after it died. Rejects where that is of no use. */
  readonly revive: () => Promise<void>;
}

/** A client with connections of its own. */
export interface OwnedKubeClient extends KubeClient {
  /** Frees the kept connections. */
  close(): void;
}

/** Bytes of a log that are asked for: a crash says what it has to say in less. */
const logLimit = 16_384;
/** Milliseconds for a log with all tries: what it adds to must not wait for it. */
const longestRead = 10_000;

/** Creates a client. Nothing is sent before the first request. */
export function createKubeClient(settings: KubeClientSettings): OwnedKubeClient {
  const { transport, signal, logger, server, proxy, clock = systemClock } = settings;
  const wire: Wire = {
    exchange: createExchange(transport, clock),
    gate: createGate(mostRequests, clock),
    clock,
    endpoint: { server, proxyLines: proxy?.lastLines ?? (() => []) },
    logger,
    signal,
    revive: proxy?.revive ?? (() => Promise.resolve()),
  };
  return {
    server,
    send: (request) => sendRequest(wire, request),
    watch: (request, listener) => watchCollection(wire, request, listener),
    readLog: (request) => readLog(wire, request),
    close: () => wire.exchange.close(),
  };
}

/** A log only adds to a verdict that stands without it: what cannot be read is `undefined`, unless the run was cancelled. */
async function readLog(wire: Wire, request: LogRequest): Promise<string | undefined> {
  const { namespace, pod, container, previous, lines } = request;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  const query = {
    container,
    tailLines: String(lines),
    limitBytes: String(logLimit),
    ...(previous && { previous: 'true' }),
  };
  const raw = { method: 'GET', path: withQuery(path, query), headers: { accept: '*/*', 'user-agent': 'slipway' } };
  const limit = new AbortController();
  const callOff = wire.clock.after(longestRead, () => limit.abort());
  const signal = AbortSignal.any([wire.signal, limit.signal]);
  const settings = { ...wire, signal, isRepeatable: true, onFault: (fault: Fault) => overcome(wire, fault) };
  try {
    const read = await retry(settings, async () => {
      const reply = await sendOnce(wire, raw, signal);
      return reply.status === 200 ? reply.body : judgeReply(reply, path, wire.endpoint);
    });
    return typeof read === 'string' ? read : undefined;
  } catch (error) {
    if (isSlipwayError(error) && !wire.signal.aborted) return undefined;
    throw error;
  } finally {
    callOff();
  }
}
