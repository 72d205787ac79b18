import { SlipwayError, type SlipwayErrorContent } from '@slipway/kit';
import type { ConnectionFailure } from './http/connection-failure.ts';
import type { HttpReply } from './http/http-message.ts';
import { hostName, isLoopback } from './registry-address.ts';
import type { SecretMask } from './secret-mask.ts';

/** What was being done when something failed: `pull blob … of team/orders`. */
export interface Doing {
  readonly registry: string;
  /** Verb, object and repository: `write tag v1 of team/orders`. */
  readonly what: string;
}

/** A failed try: what the user is told if it was the last one, and whether another one makes sense. */
export class Failure extends Error {
  readonly error: SlipwayError;
  readonly transient: boolean;
  /** Milliseconds that the registry asked to wait. */
  readonly retryAfter: number | undefined;
  readonly status: number | undefined;

  constructor(
    error: SlipwayError,
    { transient = false, retryAfter, status }: Partial<Pick<Failure, 'transient' | 'retryAfter' | 'status'>> = {},
  ) {
    super(error.summary, { cause: error });
    this.error = error;
    this.transient = transient;
    this.retryAfter = retryAfter;
    this.status = status;
  }
}

const transientStatus = new Set([408, 429, 499]);
/** Server errors that a second try does not mend: not implemented, HTTP version, disk full. */
const permanentServerError = new Set([501, 505, 507]);

/** What it takes to tell of a reply. */
export interface ReplyContext {
  readonly mask: SecretMask;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What we know beside the registry's own errors. */
  readonly notes?: readonly string[];
}

/** Makes the failure for a reply that is not what was asked for. */
export function toReplyFailure(reply: HttpReply, doing: Doing, { mask, now, notes = [] }: ReplyContext): Failure {
  const { status } = reply;
  const error = new SlipwayError({
    code: codeOf(status),
    summary: `Cannot ${doing.what}: registry ${doing.registry} answered ${status}${meaning(status)}.`,
    details: [...registryErrors(reply).map((line) => mask.mask(line)), ...notes],
    ...hintOf(status, doing.registry),
  });
  const transient = transientStatus.has(status) || (status >= 500 && !permanentServerError.has(status));
  const retryAfter = parseRetryAfter(reply.headers['retry-after'], now);
  return new Failure(error, { transient, status, ...(retryAfter === undefined ? {} : { retryAfter }) });
}

/** Makes the failure for a request that got no answer. */
export function toConnectionError(failure: ConnectionFailure, doing: Doing, mask: SecretMask): Failure {
  const local = isLoopback(hostName(doing.registry));
  const untrusted = failure.kind === 'certificate' || failure.kind === 'no-tls';
  const error = new SlipwayError({
    code: untrusted ? 'REGISTRY_UNTRUSTED' : 'REGISTRY_UNREACHABLE',
    summary: `Cannot ${doing.what}: registry ${doing.registry} gave no answer, ${mask.mask(failure.message)}.`,
    hint: connectionHint(failure, doing.registry, local),
    cause: failure,
  });
  // On this machine nothing stands between us and the port: what refuses now will refuse in a second.
  const permanent =
    untrusted || failure.kind === 'name' || failure.kind === 'too-long' || (failure.kind === 'refused' && local);
  return new Failure(error, { transient: !permanent });
}

/** The same error with a sentence on what state things are in. */
export function withState(error: SlipwayError, state: string): SlipwayError {
  const { code, summary, details, hint, cause } = error;
  return new SlipwayError({ code, summary, details, state, cause, ...(hint === undefined ? {} : { hint }) });
}

/** Milliseconds of a Retry-After header, which holds seconds or a date. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The codes of the distribution specification in a reply, which tell apart what the status does not. */
export function errorCodes(reply: HttpReply): readonly string[] {
  return readErrors(reply).map(({ code }) => code);
}

function registryErrors(reply: HttpReply): readonly string[] {
  const errors = readErrors(reply);
  if (errors.length > 0)
    return errors.map(({ code, message, detail }) => shorten([code, message, detail].filter(Boolean).join(': ')));
  const text = shorten(reply.body.toString('utf8').replace(/<[^>]*>/g, ' '));
  return text === '' ? [] : [text];
}

function readErrors(
  reply: HttpReply,
): readonly { readonly code: string; readonly message: string; readonly detail: string }[] {
  let document: unknown;
  try {
    document = JSON.parse(reply.body.toString('utf8'));
  } catch {
    return [];
  }
  if (!isRecord(document) || !Array.isArray(document['errors'])) return [];
  return document['errors'].filter(isRecord).map((entry) => ({
    code: typeof entry['code'] === 'string' ? entry['code'] : 'UNKNOWN',
    message: typeof entry['message'] === 'string' ? entry['message'] : '',
    detail: entry['detail'] === undefined || entry['detail'] === null ? '' : JSON.stringify(entry['detail']),
  }));
}

/** One printable line: a registry's text may be long, and may hold terminal control characters. */
function shorten(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function codeOf(status: number): SlipwayErrorContent['code'] {
  if (status === 401) return 'REGISTRY_UNAUTHORIZED';
  if (status === 403) return 'REGISTRY_FORBIDDEN';
  if (status === 404) return 'REGISTRY_NOT_FOUND';
  return 'REGISTRY_FAILED';
}

function meaning(status: number): string {
  const words: Readonly<Record<number, string>> = {
    401: ' (not logged in)',
    403: ' (not allowed)',
    404: ' (not found)',
    413: ' (too large)',
    429: ' (too many requests)',
    507: ' (no space left)',
  };
  return words[status] ?? (status >= 500 ? ' (server error)' : '');
}

function hintOf(status: number, registry: string): { readonly hint?: string } {
  if (status === 401) return { hint: `Log in and run it again: docker login ${registry}` };
  if (status === 403) {
    return { hint: `Ask for the right to push there, or log in as somebody who has it: docker login ${registry}` };
  }
  if (status === 404)
    return { hint: 'Check the name of the repository. Some registries want it created before the first push.' };
  if (status === 413) return { hint: 'A proxy in front of the registry limits the size of requests. Raise its limit.' };
  if (status === 507) return { hint: 'Free space on the disk of the registry.' };
  if (status >= 500 || transientStatus.has(status))
    return { hint: 'Run the same command again later. What was sent already is not sent twice.' };
  return {};
}

function connectionHint(failure: ConnectionFailure, registry: string, local: boolean): string {
  if (failure.kind === 'certificate') {
    return `Put the certificate of its CA into ~/.config/containers/certs.d/${registry}/ca.crt (or /etc/docker/certs.d/${registry}/ca.crt).`;
  }
  if (failure.kind === 'no-tls') return 'If it speaks plain http on purpose, allow that with the option insecure.';
  if (local) return 'Start a registry there, for example: docker run -d -p 5000:5000 registry:2';
  return `See what answers there: curl -i https://${registry}/v2/`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
