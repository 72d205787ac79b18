import { formatPlatform, normalizePlatform } from '@slipway/kit';
import { fileChunks } from '../blobs/hash-chunks.ts';
import type { Descriptor, Index, Manifest } from './documents.ts';
import { planImageConfig, type ImageSource } from './image-config.ts';
import { layoutInvalid } from './layout-error.ts';
import type { Layout } from './layout.ts';
import { addBlob, addDocument, createLayoutDirectory, finishLayout } from './layout-writer.ts';
import { ociMediaTypes } from './media-types.ts';
import { readLayout } from './read-layout.ts';

/**
 * Writes an image into an empty folder: a manifest as root for one platform, an index for several.
 * Equal sources give the same digest on every machine; the order of `images` does not matter.
 * Every file appears whole, `index.json` last. Throws LAYOUT_NOT_EMPTY, LAYOUT_INVALID, DISK_FULL, WRITE_FAILED.
 */
export async function writeLayout(directory: string, images: readonly ImageSource[]): Promise<Layout> {
  const sorted = sortByPlatform(images);
  assertDistinctPlatforms(directory, sorted);
  await createLayoutDirectory(directory);
  const layers = new Map(sorted.flatMap((image) => image.layers).map((layer) => [layer.descriptor.digest, layer]));
  for (const { descriptor, file } of layers.values()) {
    const problems = await addBlob(directory, descriptor, fileChunks(file));
    if (problems.length > 0) throw layoutInvalid(directory, problems);
  }
  const manifests: Descriptor[] = [];
  for (const image of sorted) manifests.push(await writeManifest(directory, image));
  await finishLayout(directory, await writeRoot(directory, manifests));
  return readLayout(directory);
}

/** The root for these manifests: the only one itself, or an index of them all. */
export async function writeRoot(directory: string, manifests: readonly Descriptor[]): Promise<Descriptor> {
  const [only, ...others] = manifests;
  if (only === undefined) throw layoutInvalid(directory, ['an image needs at least one platform']);
  if (others.length === 0) return only;
  const index: Index = { schemaVersion: 2, mediaType: ociMediaTypes.index, manifests };
  return addDocument(directory, ociMediaTypes.index, Buffer.from(JSON.stringify(index)));
}

async function writeManifest(directory: string, image: ImageSource): Promise<Descriptor> {
  const configBytes = Buffer.from(JSON.stringify(planImageConfig(image)));
  const config = await addDocument(directory, ociMediaTypes.config, configBytes);
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: ociMediaTypes.manifest,
    config,
    layers: image.layers.map(({ descriptor: { mediaType, digest, size } }) => ({ mediaType, digest, size })),
  };
  const descriptor = await addDocument(directory, ociMediaTypes.manifest, Buffer.from(JSON.stringify(manifest)));
  return { ...descriptor, platform: normalizePlatform(image.platform) };
}

function sortByPlatform(images: readonly ImageSource[]): readonly ImageSource[] {
  return images.toSorted((a, b) => (platformText(a) < platformText(b) ? -1 : 1));
}

function assertDistinctPlatforms(directory: string, sorted: readonly ImageSource[]): void {
  const platforms = sorted.map(platformText);
  const twice = platforms.filter((platform, at) => platforms.indexOf(platform) !== at);
  if (platforms.length === 0) throw layoutInvalid(directory, ['an image needs at least one platform']);
  if (twice.length > 0)
    throw layoutInvalid(
      directory,
      twice.map((platform) => `${platform} is given more than once`),
    );
}

function platformText({ platform }: ImageSource): string {
  return formatPlatform(normalizePlatform(platform));
}
