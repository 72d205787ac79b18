import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultAction } from './fault.ts';
import type { RegistryReply, RegistryRequest } from './registry-message.ts';

/** The head of a request. */
export function readHead(incoming: IncomingMessage, scheme: 'http' | 'https'): Omit<RegistryRequest, 'body'> {
  const origin = `${scheme}://${incoming.headers.host ?? ''}`;
  const { pathname, search, searchParams } = new URL(incoming.url ?? '/', origin);
  return {
    method: incoming.method ?? '',
    path: pathname,
    query: searchParams,
    pathAndQuery: `${pathname}${search}`,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    origin,
  };
}

/** The body of a request, or its beginning where no more is wanted. */
export async function readBody(incoming: IncomingMessage, enough: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  if (enough === 0) return Buffer.alloc(0);
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= enough) break;
  }
  return Buffer.concat(chunks);
}

/** Sends a reply as well as a fault lets it. */
export async function writeReply(
  outgoing: ServerResponse,
  { status, headers = {}, body = Buffer.alloc(0) }: RegistryReply,
  action: FaultAction | undefined,
): Promise<void> {
  outgoing.writeHead(status, {
    'docker-distribution-api-version': 'registry/2.0',
    ...headers,
    ...(status === 204 ? {} : { 'content-length': String(body.length) }),
  });
  if (outgoing.req.method === 'HEAD') outgoing.end();
  else if (action?.kind === 'truncate') outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
  else if (action?.kind === 'trickle') await writeByByte(outgoing, body);
  else outgoing.end(body);
}

async function writeByByte(outgoing: ServerResponse, body: Buffer): Promise<void> {
  for (const byte of body) {
    if (outgoing.destroyed) return;
    outgoing.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  outgoing.end();
}
