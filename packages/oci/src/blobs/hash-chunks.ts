import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Digest } from '@slipway/kit';

/** Digest and size of a stream. */
export async function hashChunks(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly digest: Digest; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}

/** The bytes of a file, or of a part of it, in pieces large enough that the hash is the cost and not the reading. */
export function fileChunks(
  file: string,
  range?: { readonly start: number; readonly size: number },
): AsyncIterable<Uint8Array> {
  if (range?.size === 0) return noChunks;
  return createReadStream(file, {
    highWaterMark: 256 * 1024,
    ...(range === undefined ? {} : { start: range.start, end: range.start + range.size - 1 }),
  });
}

const noChunks: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};
