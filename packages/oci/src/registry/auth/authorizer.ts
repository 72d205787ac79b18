import { SlipwayError } from '@slipway/kit';
import { Failure, type Doing } from '../failure.ts';
import type { HttpReply, HttpRequest } from '../http/http-message.ts';
import type { Clock } from '../clock.ts';
import type { SecretMask } from '../secret-mask.ts';
import { parseChallenges, type Challenge } from './challenge.ts';
import type { Credentials, CredentialsFinder } from './credentials.ts';
import { isTrustedRealm } from './realm.ts';
import { mergeScopes } from './scope.ts';
import { basicAuthorization, fetchToken, type Token } from './token.ts';

/** Whom and what the authorizer works with. */
export interface AuthorizerOptions {
  readonly registry: string;
  readonly find: CredentialsFinder;
  /** Scopes to ask for beside what the registry names, so that one token serves the whole work. */
  readonly scopes: readonly string[];
  /** More of them, which are given up where the token server refuses. */
  readonly optionalScopes: readonly string[];
  readonly send: (request: HttpRequest, doing: Doing) => Promise<HttpReply>;
  readonly clock: Clock;
  readonly mask: SecretMask;
  readonly signal: AbortSignal;
}

/** Knows what to put into `Authorization`, and learns it from the registry's 401. */
export interface Authorizer {
  /** The header for a request, or nothing while the registry has not asked for one. */
  current(repository: string): Promise<string | undefined>;
  /** Takes a 401 to a request that was sent with `used`. Answers the header for one more try, or nothing to give up. */
  answer(reply: HttpReply, used: string | undefined, repository: string, doing: Doing): Promise<string | undefined>;
  /** Where the credentials came from, for the error that follows a last 401. */
  source(repository: string): Promise<string | undefined>;
}

interface Grant {
  readonly header: string;
  readonly expires: number;
  /** What to ask again for once it has expired. */
  readonly renew: (() => Promise<Grant | undefined>) | undefined;
}

/** Creates an authorizer for one registry. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { clock, mask } = options;
  const grants = new Map<string, Grant>();
  const pending = new Map<string, Promise<Grant | undefined>>();
  const found = new Map<string, Promise<Credentials | undefined>>();
  let optionalScopes = options.optionalScopes;

  /** Several requests meet a 401 at once: one of them asks, all of them wait. */
  async function obtain(repository: string, ask: () => Promise<Grant | undefined>): Promise<string | undefined> {
    const running = pending.get(repository) ?? ask().finally(() => pending.delete(repository));
    pending.set(repository, running);
    const grant = await running;
    if (grant === undefined) grants.delete(repository);
    else grants.set(repository, grant);
    return grant?.header;
  }

  async function credentialsFor(repository: string): Promise<Credentials | undefined> {
    const known = found.get(repository) ?? options.find(options.registry, repository, options.signal);
    found.set(repository, known);
    const credentials = await known;
    if (credentials?.kind === 'password') {
      mask.add(credentials.password, `${credentials.username}:${credentials.password}`);
    } else if (credentials !== undefined) mask.add(credentials.token);
    return credentials;
  }

  async function grantFor(
    challenges: readonly Challenge[],
    reply: URL,
    repository: string,
    doing: Doing,
  ): Promise<Grant | undefined> {
    const credentials = await credentialsFor(repository);
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (credentials?.kind === 'registry-token') return lasting(`Bearer ${credentials.token}`);
    if (bearer !== undefined) return await bearerGrant(bearer, credentials, reply, doing);
    const basic = challenges.some(({ scheme }) => scheme === 'basic');
    return basic && credentials?.kind === 'password' ? lasting(basicAuthorization(credentials)) : undefined;
  }

  async function bearerGrant(
    { parameters }: Challenge,
    credentials: Credentials | undefined,
    registry: URL,
    doing: Doing,
  ): Promise<Grant> {
    const realm = readRealm(parameters['realm'], registry, doing);
    const asked = parameters['scope'] ?? '';
    const toToken = { ...doing, what: `get a token to ${doing.what}` };
    const fetch = (scopes: readonly string[]): Promise<Token> =>
      fetchToken(
        { realm, service: parameters['service'], scopes, credentials },
        (request) => options.send(request, toToken),
        toToken,
        { mask, now: clock.now() },
      );
    const wanted = mergeScopes(asked, ...options.scopes, ...optionalScopes);
    // Without the repositories to mount from, which the challenge of a mount names, too.
    const least = options.scopes.length === 0 ? mergeScopes(asked) : mergeScopes(...options.scopes);
    const token = await fetch(wanted).catch((error: unknown) => {
      const refused = error instanceof Failure && (error.status === 401 || error.status === 403);
      if (!refused || least.join() === wanted.join()) throw error;
      optionalScopes = [];
      return fetch(least);
    });
    return {
      header: `Bearer ${token.value}`,
      expires: token.expires,
      renew: () => bearerGrant({ scheme: 'bearer', parameters }, credentials, registry, doing),
    };
  }

  return {
    async current(repository) {
      const grant = grants.get(repository);
      if (grant === undefined || clock.now() < grant.expires) return grant?.header;
      return await obtain(repository, grant.renew ?? (() => Promise.resolve(undefined)));
    },
    async answer(reply, used, repository, doing) {
      const newer = grants.get(repository)?.header;
      if (newer !== undefined && newer !== used) return newer;
      const challenges = parseChallenges(reply.headers['www-authenticate'] ?? '');
      const header = await obtain(repository, () => grantFor(challenges, reply.url, repository, doing));
      // Basic credentials that were refused once are refused again.
      return header === used ? undefined : header;
    },
    async source(repository) {
      return (await found.get(repository))?.source;
    },
  };
}

function lasting(header: string): Grant {
  return { header, expires: Number.POSITIVE_INFINITY, renew: undefined };
}

function readRealm(text: string | undefined, registry: URL, doing: Doing): URL {
  const realm = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (realm !== undefined && isTrustedRealm(realm, registry)) return realm;
  throw new Failure(
    new SlipwayError({
      code: 'REGISTRY_UNTRUSTED',
      summary: `Cannot ${doing.what}: registry ${doing.registry} wants credentials sent to ${realm === undefined ? 'no valid address' : realm.host}.`,
      details: ['They go to another host only over https, and into a private network only from a registry inside it.'],
    }),
  );
}
