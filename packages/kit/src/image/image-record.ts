import type { Digest } from './digest.ts';

/**
 * `dist/<projectRoot>/image.json`: what docker-build hands to everything after it.
 * Nothing in it depends on time, commit or machine.
 */
export interface ImageRecord {
  readonly schema: 1;
  /** Logical name without registry and tag: `acme/orders`. */
  readonly name: string;
  /** Digest of the layout's one root, a manifest or an index. */
  readonly digest: Digest;
  /** `linux/amd64`, sorted. */
  readonly platforms: readonly string[];
  /** Folder of the layout, relative to the workspace root, with `/`. */
  readonly layout: string;
  /** Bytes of all blobs of the layout, as stored. */
  readonly size: number;
  /** Name of the build driver. */
  readonly driver: string;
}
