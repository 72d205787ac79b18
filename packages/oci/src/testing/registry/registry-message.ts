import type { Digest } from '@slipway/kit';

/** A request as the registry saw it, with its whole body. */
export interface RegistryRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** As it was sent. */
  readonly pathAndQuery: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** `http://127.0.0.1:40123`, as the client addressed it. */
  readonly origin: string;
}

/** What the registry answers. */
export interface RegistryReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** An error as the distribution specification has it. */
export function errorReply(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): RegistryReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify({ errors: [{ code, message, detail: null }] })),
  };
}

/** A reply about stored content. */
export function digestReply(
  status: number,
  digest: Digest,
  headers: Readonly<Record<string, string>> = {},
  body?: Buffer,
): RegistryReply {
  return { status, headers: { 'docker-content-digest': digest, ...headers }, ...(body === undefined ? {} : { body }) };
}
