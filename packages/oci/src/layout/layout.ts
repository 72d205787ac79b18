import { join } from 'node:path';
import { formatPlatform, type Digest, type Platform } from '@slipway/kit';
import type { Descriptor, ImageConfigFile, Manifest } from './documents.ts';
import { blobPath } from './file-tree.ts';
import type { ReadImage } from './read-image.ts';

/** An image layout on disk: one image, for one or several platforms. */
export interface Layout {
  /** Absolute path, or as it was given. */
  readonly directory: string;
  /** The manifest, or the index of an image for several platforms. Without annotations. */
  readonly root: Descriptor;
  /** Digest of the root: what a registry and a pinned reference name. */
  readonly digest: Digest;
  /** One for each platform, in the order of the index. */
  readonly images: readonly LayoutImage[];
  /** `linux/amd64`, sorted. */
  readonly platforms: readonly string[];
  /** Every blob once, in an order in which a registry takes them: layers and configurations, manifests, index. */
  readonly blobs: readonly Descriptor[];
  /** Bytes of all blobs, as stored. */
  readonly size: number;
}

/** The image of one platform in a layout. */
export interface LayoutImage {
  readonly platform: Platform;
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly config: ImageConfigFile;
}

/** Path of a blob on disk. */
export function blobFile(directory: string, digest: Digest): string {
  return join(directory, ...blobPath(digest).split('/'));
}

/** The description of a layout from its documents. */
export function toLayout(
  directory: string,
  { root, indexBytes, nodes }: Pick<ReadImage, 'root' | 'indexBytes' | 'nodes'>,
): Layout {
  const { mediaType, digest, size } = root;
  const blobs = unique([
    ...nodes.flatMap(({ manifest }) => [...manifest.layers, manifest.config]),
    ...nodes.map(({ descriptor }) => descriptor),
    ...(indexBytes === undefined ? [] : [root]),
  ]);
  return {
    directory,
    root: { mediaType, digest, size },
    digest,
    images: nodes.map(({ platform, descriptor, manifest, config }) => ({ platform, descriptor, manifest, config })),
    platforms: nodes.map(({ platform }) => formatPlatform(platform)).sort(),
    blobs,
    size: blobs.reduce((sum, blob) => sum + blob.size, 0),
  };
}

function unique(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  const byDigest = new Map<Digest, Descriptor>();
  for (const descriptor of descriptors)
    if (!byDigest.has(descriptor.digest)) byDigest.set(descriptor.digest, descriptor);
  return [...byDigest.values()];
}
