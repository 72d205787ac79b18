import type { IncomingMessage } from 'node:http';
import { SlipwayError } from '@slipway/kit';
import type { Clock } from './clock.ts';
import { ConnectionFailure, longestBody, readText, toConnectionFailure } from './exchange.ts';
import { Fault } from './fault.ts';
import { judgeReply } from './judge-reply.ts';
import type { KubeRefusal } from './kube-client.ts';
import { letProxySpeak } from './proxy-fault.ts';
import { isRecord, parseJson } from './read-refusal.ts';
import { toConnectionFault, type Wire } from './send-request.ts';

/** One line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** A watch that the server does not begin. */
export class WatchRefused extends Error {
  readonly refusal: KubeRefusal;

  constructor(refusal: KubeRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Milliseconds of silence after which a connection counts as dead. The server sends a bookmark about once a minute. */
const longestSilence = 75_000;

/**
 * Lines of one watch, until the server closes it cleanly.
 * Throws WatchRefused, Fault where it broke or fell silent, SlipwayError where no other try helps.
 */
export async function* openWatch(wire: Wire, path: string, signal: AbortSignal): AsyncGenerator<WatchLine> {
  const { exchange, clock, endpoint } = wire;
  try {
    const headers = { accept: 'application/json', 'user-agent': 'slipway' };
    const response = await exchange.open({ method: 'GET', path, headers }, signal);
    if (response.statusCode !== 200) await refuse(wire, path, response);
    for await (const line of readLines(response, clock)) {
      const event = parseJson(line);
      if (!isRecord(event) || typeof event['type'] !== 'string' || !isRecord(event['object'])) {
        throw new ConnectionFailure('lost', 'a line of the watch is no event');
      }
      yield { type: event['type'], object: event['object'] };
    }
  } catch (error) {
    if (error instanceof WatchRefused || error instanceof Fault || error instanceof SlipwayError) throw error;
    signal.throwIfAborted();
    throw toConnectionFault(toConnectionFailure(error), endpoint);
  }
}

async function refuse({ endpoint }: Wire, path: string, response: IncomingMessage): Promise<never> {
  const reply = { status: response.statusCode ?? 0, headers: response.headers, body: await readText(response) };
  if (reply.status === 500) await letProxySpeak();
  const answer = judgeReply(reply, path, endpoint);
  if (answer.ok) throw new ConnectionFailure('lost', `it answered ${reply.status} to a watch`);
  throw new WatchRefused(answer);
}

async function* readLines(response: IncomingMessage, clock: Clock): AsyncGenerator<string> {
  response.setEncoding('utf8');
  const silent = () =>
    response.destroy(new ConnectionFailure('silent', `a watch was silent for ${longestSilence / 1000} s`));
  let callOff = clock.after(longestSilence, silent);
  let rest = '';
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      callOff();
      callOff = clock.after(longestSilence, silent);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestBody) throw new ConnectionFailure('too-long', 'a line of a watch is too long');
      yield* lines.filter((line) => line.trim() !== '');
    }
  } finally {
    callOff();
    response.destroy();
  }
}
