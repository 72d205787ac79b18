import { SlipwayError } from '@slipway/kit';
import { describeLogin } from './auth/token.ts';
import { createAuthorizer, type Authorizer } from './auth/authorizer.ts';
import type { CredentialsFinder } from './auth/credentials.ts';
import { Failure, toConnectionError, toReplyFailure, type Doing } from './failure.ts';
import { ConnectionFailure } from './http/connection-failure.ts';
import type { HttpReply, HttpRequest } from './http/http-message.ts';
import { toRedirect } from './http/redirect.ts';
import type { Transport } from './http/transport.ts';
import { retry, type Budget } from './retry.ts';
import type { SecretMask } from './secret-mask.ts';

/** A request to the registry. `path` is relative to `/v2/`; a `Location` is given as it came. */
export interface SessionRequest extends Omit<HttpRequest, 'url'> {
  readonly repository: string;
  readonly target: string | URL;
  /** What to tell the user this request was for: `write tag v1 of team/orders`. */
  readonly what: string;
}

/** A conversation with one registry: addresses, credentials, redirects and retries. */
export interface Session {
  readonly registry: string;
  /** Sends once, with credentials and redirects. Answers any status. Throws Failure. */
  send(request: SessionRequest): Promise<HttpReply>;
  /** Sends once and throws Failure unless the status is one of `expected`. */
  expect(request: SessionRequest, expected: readonly number[]): Promise<HttpReply>;
  /** Repeats a step within the budget. Throws SlipwayError. */
  retry<T>(what: string, step: (attempt: number) => Promise<T>): Promise<T>;
  /** The failure for a reply that was not expected. */
  refuse(reply: HttpReply, request: Pick<SessionRequest, 'what' | 'repository'>): Promise<Failure>;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly registry: string;
  /** `http://localhost:5000`. */
  readonly origin: URL;
  /** Whether a registry that answers plain http with «this is https» may be asked again over https. */
  readonly mayUpgrade: boolean;
  readonly transport: Transport;
  readonly budget: Budget;
  readonly mask: SecretMask;
  readonly find: CredentialsFinder;
  readonly scopes: readonly string[];
  readonly optionalScopes: readonly string[];
}

const mostRedirects = 5;

/** Creates a session. */
export function createSession(options: SessionOptions): Session {
  const { registry, transport, budget, mask } = options;
  let { origin } = options;
  const { clock } = budget;

  async function exchange(request: HttpRequest, doing: Doing): Promise<HttpReply> {
    try {
      return await transport.send(request);
    } catch (error) {
      throw error instanceof ConnectionFailure ? toConnectionError(error, doing, mask) : error;
    }
  }

  const authorizer: Authorizer = createAuthorizer({
    ...options,
    clock,
    signal: budget.signal,
    send: (request, doing) => exchange(request, doing),
  });

  /** Follows redirects by hand: credentials stay with the registry, and a body is opened again for the new address. */
  async function follow(request: HttpRequest, authorization: string | undefined, doing: Doing): Promise<HttpReply> {
    let { url } = request;
    for (let redirects = 0; ; redirects += 1) {
      const ours = url.origin === origin.origin && authorization !== undefined;
      const headers = { ...request.headers, ...(ours ? { authorization } : {}) };
      const reply = await exchange({ ...request, url, headers }, doing);
      const next = toRedirect(reply, request.method);
      if (next === undefined) return reply;
      if (redirects === mostRedirects) throw new Failure(endlessRedirect(doing));
      assertNotDowngraded(url, next, doing);
      url = next;
    }
  }

  async function send(request: SessionRequest): Promise<HttpReply> {
    const { repository, target, what, ...rest } = request;
    const doing = { registry, what };
    const toHttp = (): HttpRequest => ({ ...rest, url: new URL(target, new URL('/v2/', origin)) });
    assertNotDowngraded(origin, toHttp().url, doing);
    const used = await authorizer.current(repository);
    const reply = await follow(toHttp(), used, doing);
    if (reply.status === 400 && options.mayUpgrade && origin.protocol === 'http:' && (await wantsTls(reply, doing))) {
      origin = new URL(origin.href.replace(/^http:/, 'https:'));
      return await send(request);
    }
    if (reply.status !== 401 || reply.url.origin !== origin.origin) return reply;
    const fresh = await authorizer.answer(reply, used, repository, doing);
    return fresh === undefined ? reply : await follow(toHttp(), fresh, doing);
  }

  /** Whether a 400 is what Go's and nginx's servers say to plain http on a TLS port. An answer to HEAD says nothing: ask again. */
  async function wantsTls(reply: HttpReply, doing: Doing): Promise<boolean> {
    const told = reply.body.length > 0 ? reply : await exchange({ method: 'GET', url: new URL('/v2/', origin) }, doing);
    return told.status === 400 && /HTTPS (server|port)/i.test(told.body.toString('latin1'));
  }

  async function refuse(
    reply: HttpReply,
    { what, repository }: Pick<SessionRequest, 'what' | 'repository'>,
  ): Promise<Failure> {
    const notes = reply.status === 401 ? [describeLogin(await authorizer.source(repository))] : [];
    return toReplyFailure(reply, { registry, what }, { mask, now: clock.now(), notes });
  }

  return {
    registry,
    send,
    async expect(request, expected) {
      const reply = await send(request);
      if (!expected.includes(reply.status)) throw await refuse(reply, request);
      return reply;
    },
    retry: (what, step) => retry(what, budget, step),
    refuse,
  };
}

function assertNotDowngraded(from: URL, to: URL, doing: Doing): void {
  if (to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:')) return;
  throw new Failure(
    new SlipwayError({
      code: 'REGISTRY_UNTRUSTED',
      summary: `Cannot ${doing.what}: registry ${doing.registry} sends us on from https to ${to.protocol}//${to.host}.`,
      hint: 'A proxy in front of it may have to pass on X-Forwarded-Proto, or the registry needs relative addresses (http.relativeurls).',
    }),
  );
}

function endlessRedirect(doing: Doing): SlipwayError {
  return new SlipwayError({
    code: 'REGISTRY_FAILED',
    summary: `Cannot ${doing.what}: registry ${doing.registry} sent us on more than ${mostRedirects} times.`,
  });
}
