import { createHash } from 'node:crypto';
import { SlipwayError } from '../errors/slipway-error.ts';

/** A sha256 content digest as the OCI image specification writes it: `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

const pattern = /^sha256:[0-9a-f]{64}$/;

/** Whether a text is a sha256 digest. */
export function isDigest(text: string): text is Digest {
  return pattern.test(text);
}

/** Reads a digest. Throws DIGEST_INVALID. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new SlipwayError({
    code: 'DIGEST_INVALID',
    summary: `"${text}" is not a digest.`,
    hint: 'A digest is "sha256:" and 64 hex digits, as docker-build prints it.',
  });
}

/** The digest of some bytes. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The 64 hex digits of a digest, which name its blob in a layout. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
