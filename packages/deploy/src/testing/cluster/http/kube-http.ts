import type { IncomingMessage } from 'node:http';
import { Refusal } from '../objects/refusal.ts';

/** A request as the fake cluster saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it was sent. */
  readonly body: string;
}

/** An answer that is sent at once. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads a request whole. */
export async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://cluster');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    method: incoming.method ?? '',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Whether a request changes something: neither a read, nor a dry run, nor a question about rights. */
export function isMutation({ method, path, query }: Pick<SeenRequest, 'method' | 'path' | 'query'>): boolean {
  if (method === 'GET' || method === 'HEAD' || query['dryRun'] === 'All') return false;
  return !/\/(?:selfsubject\w+reviews)$/.test(path);
}

/** JSON in the answer. */
export function jsonReply(status: number, body: unknown, warnings: readonly string[] = []): Reply {
  const warning = warnings.map((text) => `299 - ${JSON.stringify(text)}`).join(', ');
  return {
    status,
    headers: { 'content-type': 'application/json', ...(warning === '' ? {} : { warning }) },
    body: JSON.stringify(body),
  };
}

/** What a thrown refusal answers. Anything else that is thrown is a fault of the fake, and said so. */
export function toReply(error: unknown): Reply {
  if (!(error instanceof Refusal)) return textReply(500, `the fake cluster failed: ${String(error)}`);
  return typeof error.body === 'string' ? textReply(error.status, error.body) : jsonReply(error.status, error.body);
}

/** Text in the answer. */
export function textReply(status: number, body: string, type = 'text/plain; charset=utf-8'): Reply {
  return { status, headers: { 'content-type': type }, body };
}
