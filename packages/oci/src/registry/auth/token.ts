import type { Doing } from '../failure.ts';
import { Failure, toReplyFailure, type ReplyContext } from '../failure.ts';
import { SlipwayError } from '@slipway/kit';
import type { HttpReply, HttpRequest } from '../http/http-message.ts';
import type { Credentials } from './credentials.ts';

/** A bearer token and when it ends, in milliseconds since 1970. */
export interface Token {
  readonly value: string;
  readonly expires: number;
}

/** What the token server is asked. */
export interface TokenRequest {
  readonly realm: URL;
  readonly service: string | undefined;
  readonly scopes: readonly string[];
  readonly credentials: Credentials | undefined;
}

/** Seconds a token lives where the server does not say (distribution's token specification). */
const defaultLife = 60;
/** Seconds before its end from which a token is not used any more: a request takes time on its way. */
const safety = 5;

/** Fetches a token: GET with basic authentication, or POST for an identity token (OAuth 2). Throws Failure. */
export async function fetchToken(
  request: TokenRequest,
  send: (request: HttpRequest) => Promise<HttpReply>,
  doing: Doing,
  { mask, now }: Pick<ReplyContext, 'mask' | 'now'>,
): Promise<Token> {
  const reply = await send(toHttp(request));
  if (reply.status !== 200) {
    const notes = reply.status === 401 ? [describeLogin(request.credentials?.source)] : [];
    throw toReplyFailure(reply, doing, { mask, now, notes });
  }
  let answer: Readonly<Record<string, unknown>>;
  try {
    answer = (JSON.parse(reply.body.toString('utf8')) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    answer = {};
  }
  // Servers answer with either name: docker's with `token`, OAuth 2 with `access_token`.
  const value = [answer['token'], answer['access_token']].find((text) => typeof text === 'string' && text !== '');
  if (typeof value !== 'string') throw new Failure(withoutToken(doing));
  mask.add(value);
  const life = typeof answer['expires_in'] === 'number' ? answer['expires_in'] : defaultLife;
  return { value, expires: now + Math.max(life - safety, 1) * 1000 };
}

/** What to say of the credentials after a 401. */
export function describeLogin(source: string | undefined): string {
  return source === undefined ? 'No credentials for it were found.' : `The credentials from ${source} were refused.`;
}

function toHttp({ realm, service, scopes, credentials }: TokenRequest): HttpRequest {
  const fields: readonly [string, string][] = service === undefined ? [] : [['service', service]];
  if (credentials?.kind === 'identity-token') {
    const form = new URLSearchParams([
      ['grant_type', 'refresh_token'],
      ['refresh_token', credentials.token],
      ['client_id', 'slipway'],
      ...fields,
      ['scope', scopes.join(' ')],
    ]);
    const bytes = Buffer.from(form.toString());
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, body: { size: bytes.length, open: () => bytes } };
  }
  const url = new URL(realm);
  for (const [name, value] of fields) url.searchParams.append(name, value);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  if (credentials?.kind !== 'password') return { method: 'GET', url };
  url.searchParams.append('account', credentials.username);
  return { method: 'GET', url, headers: { authorization: basicAuthorization(credentials) } };
}

/** The value of an `Authorization` header with user name and password. */
export function basicAuthorization({
  username,
  password,
}: {
  readonly username: string;
  readonly password: string;
}): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function withoutToken(doing: Doing): SlipwayError {
  return new SlipwayError({
    code: 'REGISTRY_FAILED',
    summary: `Cannot ${doing.what}: the token server of registry ${doing.registry} answered 200 without a token.`,
  });
}
