import type { HttpReply, HttpRequest } from './http-message.ts';

/** Statuses that repeat the request as it was. The others turn a PUT into a GET, which is of no use here. */
const repeats = new Set([307, 308]);
const readRedirects = new Set([301, 302, 303, 307, 308]);

/** Where a reply sends the request to, or nothing where it is an answer. Resolved against where it came from. */
export function toRedirect(reply: HttpReply, method: HttpRequest['method']): URL | undefined {
  const follows = method === 'GET' || method === 'HEAD' ? readRedirects : repeats;
  const { location } = reply.headers;
  if (!follows.has(reply.status) || location === undefined || !URL.canParse(location, reply.url.href)) return undefined;
  return new URL(location, reply.url);
}
