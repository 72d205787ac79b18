import type { Digest } from '@slipway/kit';

/** A digest as people read it. */
export function shortDigest(digest: Digest): string {
  return `${digest.slice(0, 'sha256:'.length + 12)}…`;
}
