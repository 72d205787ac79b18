import { cancellationOf, type Logger } from '@slipway/kit';
import type { Clock } from './clock.ts';
import { ConnectionFailure, type Exchange, type RawReply, type RawRequest } from './exchange.ts';
import { Fault } from './fault.ts';
import type { Gate } from './gate.ts';
import type { KubeAnswer, KubeRequest } from './kube-client.ts';
import { judgeReply } from './judge-reply.ts';
import { letProxySpeak, unreachable, type Endpoint } from './proxy-fault.ts';
import { retry } from './retry.ts';
import { holds, isRepeatable } from './repeatable.ts';

/** What requests of one client share. */
export interface Wire {
  readonly exchange: Exchange;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly endpoint: Endpoint;
  readonly logger: Logger;
  /** The run's signal. */
  readonly signal: AbortSignal;
  /** Brings the proxy back when nothing listens any more. */
  readonly revive: () => Promise<void>;
}

/** Sends a request until it is answered for good. Throws as `KubeClient.send` promises. */
export async function sendRequest(wire: Wire, request: KubeRequest): Promise<KubeAnswer> {
  const lost = new Set<unknown>();
  const raw = toRaw(request);
  const signal = request.signal ?? wire.signal;
  const settings = {
    ...wire,
    signal,
    isRepeatable: isRepeatable(request),
    onFault: (fault: Fault) => overcome(wire, fault),
  };
  const answer = await retry(settings, async () => {
    try {
      return judgeReply(await sendOnce(wire, raw, signal), request.path, wire.endpoint);
    } catch (error) {
      if (error instanceof Fault && error.content.mayHaveHappened) lost.add(error);
      throw error;
    }
  });
  const mayBeOurs = lost.size > 0 && request.method === 'POST' && !answer.ok && answer.reason === 'AlreadyExists';
  return mayBeOurs ? await findCreated(wire, request, answer) : answer;
}

/** Sends once. Throws Fault where no whole answer came, CANCELLED when the signal aborts. */
export async function sendOnce(wire: Wire, raw: RawRequest, signal: AbortSignal): Promise<RawReply> {
  const start = wire.clock.now();
  try {
    const reply = await wire.gate.pass(signal, () => wire.exchange.send(raw, signal));
    if (reply.status === 500) await letProxySpeak();
    const took = Math.round(wire.clock.now() - start);
    wire.logger.verbose(`${raw.method} ${wire.endpoint.server}${raw.path} → ${reply.status}, ${took} ms`);
    return reply;
  } catch (error) {
    if (signal.aborted) throw cancellationOf(signal);
    throw toConnectionFault(error, wire.endpoint);
  }
}

/** Does what a fault asks for before the next try: keeps everybody waiting, or starts the proxy again. */
export async function overcome({ gate, logger, revive }: Wire, { content }: Fault): Promise<void> {
  logger.verbose(content.error.summary);
  if (content.retryAfter !== undefined) gate.hold(content.retryAfter);
  if (content.isProxyGone === true) await revive();
}

/** Says what a broken connection means. Anything else is thrown as it is. */
export function toConnectionFault(error: unknown, { server }: Endpoint): Fault {
  if (!(error instanceof ConnectionFailure)) throw error;
  const isAbsent = error.kind === 'absent';
  return new Fault({
    error: unreachable(server, error.message, error),
    tries: error.kind === 'too-long' ? 1 : 5,
    mayHaveHappened: !isAbsent,
    isProxyGone: isAbsent,
    isSilence: error.kind === 'silent',
  });
}

/** Our own object, whose first answer was lost; else the refusal. */
async function findCreated(wire: Wire, request: KubeRequest, refused: KubeAnswer): Promise<KubeAnswer> {
  const { name } = (request.body as { readonly metadata: { readonly name: string } }).metadata;
  const path = `${request.path}/${encodeURIComponent(name)}`;
  const { signal } = request;
  const live = await sendRequest(wire, { method: 'GET', path, ...(signal === undefined ? {} : { signal }) });
  return live.ok && holds(live.object, request.body) ? { ...live, status: 201 } : refused;
}

function toRaw({ method, path, query, body, contentType, accept = 'application/json' }: KubeRequest): RawRequest {
  const type = contentType ?? (method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json');
  return {
    method,
    path: withQuery(path, query),
    headers: { accept, 'user-agent': 'slipway', ...(body === undefined ? {} : { 'content-type': type }) },
    // JSON is YAML too, so that one writer serves every type.
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** The path with its query, encoded. */
export function withQuery(path: string, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
