import type { IncomingHttpHeaders } from 'node:http';

/** A body whose length is known and which can be sent again. */
export interface HttpBody {
  readonly size: number;
  open(): AsyncIterable<Uint8Array> | Uint8Array;
  /** Called with the bytes sent so far. */
  readonly onSent?: (bytes: number) => void;
}

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** Takes the body of a 200 as it comes. Without it the body is kept in the reply. */
  readonly receive?: (body: AsyncIterable<Uint8Array>) => Promise<void>;
}

/** An answered request. The body is empty where `receive` took it. */
export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Where the reply came from, to resolve a `Location` against. */
  readonly url: URL;
}
