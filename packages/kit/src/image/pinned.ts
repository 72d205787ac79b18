import type { Digest } from './digest.ts';
import { digestHex } from './digest.ts';
import { formatReference, type ImageReference } from './image-reference.ts';

declare const pinned: unique symbol;

/** A reference that can only ever mean one image: `repository@sha256:…`, or the content tag of a local store. */
export type Pinned = string & { readonly [pinned]: true };

/** The image with this digest in the repository of a registry. */
export function pinToRegistry({ registry, repository }: ImageReference, digest: Digest): Pinned {
  return formatReference({ registry, repository, digest }) as Pinned;
}

/**
 * The name that docker-load gives an image in a local store.
 * The prefix is ours: `sha256-…` is the fallback tag of OCI referrers.
 */
export function contentTag({ registry, repository }: ImageReference, digest: Digest): Pinned {
  return formatReference({ registry, repository, tag: `slipway-${digestHex(digest)}` }) as Pinned;
}
