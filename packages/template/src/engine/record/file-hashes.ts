import { createHash } from 'node:crypto';
import { toText } from '../source/text-or-binary.ts';

/** sha256 over a file's bytes with CRLF as LF, so that a checkout with other line ends is no change. Binaries as they are. */
export function contentHash(bytes: Buffer): string {
  const text = toText(bytes);
  const normal = text === undefined ? bytes : text.replaceAll('\r\n', '\n');
  return createHash('sha256').update(normal).digest('hex');
}

/** The id git gives a file's content: `sha1:` and 40 hex digits, as `git hash-object --no-filters` prints it. */
export function gitBlobId(bytes: Buffer): string {
  const hash = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return `sha1:${hash}`;
}
