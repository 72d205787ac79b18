import { randomUUID } from 'node:crypto';
import { errorReply, type RegistryReply, type RegistryRequest } from './registry-message.ts';

/** Who may do what. */
export type RegistryAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'bearer';
      readonly username: string;
      readonly password: string;
      /** Taken in place of user and password, by POST. */
      readonly identityToken?: string;
      /** Whether anybody may pull. Default: false. */
      readonly publicPull?: boolean;
      /** Repositories that this user may not touch. The token then lacks their scopes. */
      readonly forbidden?: readonly string[];
      /** Whether the token server refuses a request as a whole when one of its scopes is forbidden. Default: false. */
      readonly strict?: boolean;
      /** Name of the token in the answer. Default: `token`. */
      readonly field?: 'token' | 'access_token';
      /** Seconds. Default: the server does not say. */
      readonly life?: number;
      /** Another address in place of this registry's own token server. */
      readonly realm?: string;
    };

/** Checks logins and hands out tokens. */
export interface RegistryLogin {
  /** Answers a request to the token server. */
  token(request: RegistryRequest): RegistryReply;
  /** Answers nothing where the request may pass, otherwise the refusal. */
  check(request: RegistryRequest, repository: string): RegistryReply | undefined;
  /** Ends every token handed out so far. */
  expireTokens(): void;
}

/** Path of the token server. */
export const tokenPath = '/token';

/** Creates the login of a registry. */
export function createRegistryLogin(auth: RegistryAuth): RegistryLogin {
  const tokens = new Map<string, ReadonlySet<string>>();
  return {
    token: (request) => (auth.kind === 'bearer' ? handOut(request, auth, tokens) : errorReply(404, 'UNKNOWN', 'none')),
    check(request, repository) {
      if (auth.kind === 'none') return undefined;
      const { authorization } = request.headers;
      if (auth.kind === 'basic') {
        if (authorization === basic(auth)) return undefined;
        return unauthorized('Basic realm="basic-realm"');
      }
      const needed = neededScopes(request, repository);
      const [scheme, value = ''] = (authorization ?? '').split(' ');
      const granted = scheme === 'Bearer' ? tokens.get(value) : undefined;
      if (granted !== undefined && needed.every((scope) => granted.has(scope))) return undefined;
      const known =
        authorization === undefined ? '' : `,error="${granted === undefined ? 'invalid_token' : 'insufficient_scope'}"`;
      const realm = auth.realm ?? `${request.origin}${tokenPath}`;
      return unauthorized(`Bearer realm="${realm}",service="test, registry",scope="${joinScopes(needed)}"${known}`);
    },
    expireTokens: () => tokens.clear(),
  };
}

function handOut(
  request: RegistryRequest,
  auth: RegistryAuth & { readonly kind: 'bearer' },
  tokens: Map<string, ReadonlySet<string>>,
): RegistryReply {
  const form = new URLSearchParams(request.method === 'POST' ? request.body.toString('utf8') : '');
  const { authorization } = request.headers;
  const knows =
    request.method === 'POST'
      ? auth.identityToken !== undefined && form.get('refresh_token') === auth.identityToken
      : authorization === basic(auth);
  if (!knows && (authorization !== undefined || request.method === 'POST' || auth.publicPull !== true)) {
    return errorReply(401, 'UNAUTHORIZED', 'incorrect username or password');
  }
  const asked = [...request.query.getAll('scope'), ...form.getAll('scope')].flatMap((scope) => scope.split(' '));
  const wanted = asked.flatMap(splitScope);
  const granted = wanted.filter(({ repository, action }) => {
    return auth.forbidden?.includes(repository) !== true && (knows || action === 'pull');
  });
  if (auth.strict === true && granted.length < wanted.length) return errorReply(403, 'DENIED', 'access forbidden');
  const token = `tok.${randomUUID()}.${randomUUID()}`;
  tokens.set(token, new Set(granted.map(({ repository, action }) => `${repository}:${action}`)));
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(
      JSON.stringify({
        [auth.field ?? 'token']: token,
        ...(auth.life === undefined ? {} : { expires_in: auth.life }),
      }),
    ),
  };
}

/** `repository:action` pairs that a request needs. */
function neededScopes({ method, query }: RegistryRequest, repository: string): readonly string[] {
  const from = query.get('from');
  const read = method === 'GET' || method === 'HEAD';
  return [
    `${repository}:pull`,
    ...(read ? [] : [`${repository}:push`]),
    ...(query.has('mount') && from !== null ? [`${from}:pull`] : []),
  ];
}

function joinScopes(needed: readonly string[]): string {
  return needed.map((scope) => `repository:${scope}`).join(' ');
}

function splitScope(scope: string): readonly { readonly repository: string; readonly action: string }[] {
  const [, repository = '', actions = ''] = /^repository:(.+):([a-z,*]+)$/.exec(scope) ?? [];
  return actions
    .split(',')
    .filter((action) => action !== '')
    .map((action) => ({ repository, action }));
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function unauthorized(challenge: string): RegistryReply {
  return errorReply(401, 'UNAUTHORIZED', 'authentication required', { 'www-authenticate': challenge });
}
