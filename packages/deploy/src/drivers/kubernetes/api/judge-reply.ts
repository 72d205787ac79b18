import { SlipwayError } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';
import type { RawReply } from './exchange.ts';
import { Fault } from './fault.ts';
import type { KubeAnswer, KubeRefusal } from './kube-client.ts';
import { parseWarnings } from './parse-warnings.ts';
import { oneLine, toProxyFailure, unreachable, type Endpoint } from './proxy-fault.ts';
import { isRecord, parseJson, readRefusal } from './read-refusal.ts';

/** Answers of a server, or of something before it, that may be another one in a moment. */
const transient = new Set([429, 502, 503, 504]);
/** Longest pause that a server is granted, in milliseconds. */
const longestPause = 30_000;

/** Says what a reply means: an answer of the API server, also a refusal. Throws Fault where another try may help, else SlipwayError. */
export function judgeReply(reply: RawReply, path: string, endpoint: Endpoint): KubeAnswer {
  const { status } = reply;
  const document = parseJson(reply.body);
  const warnings = parseWarnings(joined(reply.headers['warning']));
  if (status >= 200 && status < 300) return toSuccess(reply, document, warnings, endpoint);
  const refusal = readRefusal(document, status) ?? toPlainNotFound(reply, path);
  if (status === 401) throw unauthorized(refusal?.message ?? oneLine(reply.body), endpoint);
  if (transient.has(status)) throw busy(reply, refusal, endpoint);
  if (refusal === undefined) {
    throw status === 500 ? toProxyFailure(reply.body, endpoint) : noApiServer(reply, endpoint);
  }
  const answer: KubeAnswer = { ok: false, warnings, ...refusal };
  const tries = triesOf(refusal);
  if (tries === 1) return answer;
  throw new Fault({ error: failed(reply, refusal, endpoint), tries, answer, mayHaveHappened: true });
}

function toSuccess(
  { status, headers, body }: RawReply,
  document: unknown,
  warnings: readonly string[],
  endpoint: Endpoint,
): KubeAnswer {
  if (isRecord(document) && typeof document['kind'] === 'string') {
    return { ok: true, status, object: document as KubeObject, warnings };
  }
  // A proxy on the way may cut a body and mend its length; it seldom does so twice.
  if (document === undefined && String(headers['content-type']).includes('json')) {
    const error = unreachable(endpoint.server, `its answer ends in the middle, after ${body.length} characters`);
    throw new Fault({ error, tries: 2, mayHaveHappened: true });
  }
  throw noApiServer({ status, headers, body }, endpoint);
}

/**
 * A group or version that is not served is a 404 in plain text.
 * Every server written in Go says so for a path that it does not have, but an API server has the core group.
 */
function toPlainNotFound({ status, body }: RawReply, path: string): KubeRefusal | undefined {
  const isPlain = status === 404 && body.trim() === '404 page not found' && !path.startsWith('/api/');
  return isPlain ? { status, reason: '', message: body.trim(), causes: [], details: {} } : undefined;
}

/** How often to try at most what was refused like this. A 500 without a reason is about the object: final. */
function triesOf({ status, reason }: KubeRefusal): number {
  if (status !== 500) return 1;
  if (reason === 'ServerTimeout' || reason === 'Timeout') return 5;
  return reason === 'InternalError' ? 3 : 1;
}

function busy(reply: RawReply, refusal: KubeRefusal | undefined, endpoint: Endpoint): Fault {
  const seconds = Number(reply.headers['retry-after']);
  return new Fault({
    error: failed(reply, refusal, endpoint),
    tries: 5,
    // What was turned away at the door was not done.
    mayHaveHappened: reply.status !== 429,
    ...(seconds > 0 ? { retryAfter: Math.min(seconds * 1000, longestPause) } : {}),
  });
}

function failed({ status, body }: RawReply, refusal: KubeRefusal | undefined, { server }: Endpoint): SlipwayError {
  const said = oneLine(refusal?.message ?? body);
  return new SlipwayError({
    code: 'CLUSTER_FAILED',
    summary: `The cluster ${server} answered ${status}${status === 429 ? ' (too many requests)' : ' (server error)'}.`,
    details: said === '' ? [] : [said],
    hint: 'Run the same command again later. What was applied already is not applied twice.',
  });
}

function unauthorized(said: string, { server, proxyLines }: Endpoint): SlipwayError {
  return new SlipwayError({
    code: 'CLUSTER_UNAUTHORIZED',
    summary: `The cluster ${server} does not accept the credentials of the kubeconfig.`,
    details: [...(said === '' ? [] : [said]), ...proxyLines()],
    hint: 'Log in again: a token or a client certificate may have expired.',
  });
}

function noApiServer({ status, headers, body }: RawReply, { server }: Endpoint): SlipwayError {
  const target = headers.location === undefined ? '' : ` and points to ${oneLine(headers.location)}`;
  const said = oneLine(body);
  return new SlipwayError({
    code: 'CLUSTER_FAILED',
    summary: `What answers at ${server} is not a Kubernetes API server: it said ${status}${target}.`,
    details: said === '' ? [] : [said],
    hint: 'Look at the server of this context in the kubeconfig; a login page or a proxy may stand before it.',
  });
}

function joined(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header.join(', ') : header;
}
