import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  digestHex,
  digestOf,
  formatPlatform,
  normalizePlatform,
  parseDigest,
  parseReference,
  SlipwayError,
  type DriverContext,
  type ImageReference,
  type Platform,
} from '@slipway/kit';
import {
  createRegistryClient,
  toOciMediaType,
  type Descriptor,
  type ImageConfigFile,
  type Index,
  type Manifest,
  type PackedLayer,
  type RegistryClient,
} from '@slipway/oci';
import type { BaseImage } from './base.ts';

/**
 * Takes a base image from its registry: one for each platform. What was fetched once is kept below `cacheDir`,
 * named by its digest, so a later build does not ask the registry at all.
 * Throws PLATFORMS_DIFFER, and the errors of the registry.
 */
export async function fetchBase(
  base: string,
  platforms: readonly Platform[],
  cacheDir: string,
  { signal, logger }: Pick<DriverContext, 'signal' | 'logger'>,
): Promise<ReadonlyMap<string, BaseImage>> {
  const reference = parseReference(base);
  const client = createRegistryClient({ registry: reference.registry, signal, log: (line) => logger.verbose(line) });
  const source: BaseSource = { client, reference, cacheDir };
  try {
    await mkdir(cacheDir, { recursive: true });
    const root = await readManifest(source, reference.digest ?? '');
    const images = new Map<string, BaseImage>();
    for (const platform of platforms) images.set(formatPlatform(platform), await readBaseImage(source, root, platform));
    return images;
  } finally {
    client.close();
  }
}

interface BaseSource {
  readonly client: RegistryClient;
  readonly reference: ImageReference;
  readonly cacheDir: string;
}

function readManifest({ client, reference, cacheDir }: BaseSource, digest: string): Promise<Index | Manifest> {
  const fetch = async () => (await client.getManifest(reference.repository, digest)).bytes;
  return readDocument(fetch, digest, cacheDir);
}

async function readBaseImage(source: BaseSource, root: Index | Manifest, platform: Platform): Promise<BaseImage> {
  const { client, reference, cacheDir } = source;
  const wanted = formatPlatform(platform);
  const member = 'manifests' in root ? root.manifests.find((entry) => isFor(entry, wanted)) : undefined;
  const manifest = member === undefined ? root : await readManifest(source, member.digest);
  if (!('layers' in manifest)) throw noSuchPlatform(reference, wanted);
  const fetchConfig = () => client.readBlob(reference.repository, manifest.config);
  const config = await readDocument<ImageConfigFile>(fetchConfig, manifest.config.digest, cacheDir);
  if (formatPlatform(normalizePlatform(config)) !== wanted) throw noSuchPlatform(reference, wanted);
  const history = (config.history ?? []).filter(({ empty_layer }) => empty_layer !== true);
  const layers: PackedLayer[] = [];
  for (const [at, layer] of manifest.layers.entries()) {
    const diffId = config.rootfs.diff_ids[at];
    if (diffId === undefined) throw damaged(reference);
    const descriptor = { mediaType: toOciMediaType(layer.mediaType), digest: layer.digest, size: layer.size };
    const file = await fetchLayer(source, descriptor);
    layers.push({ descriptor, diffId, createdBy: history[at]?.created_by ?? 'base image', file });
  }
  return { layers, ...(config.config === undefined ? {} : { config: config.config }) };
}

function isFor({ platform }: Descriptor, wanted: string): boolean {
  return platform !== undefined && formatPlatform(normalizePlatform(platform)) === wanted;
}

async function fetchLayer({ client, reference, cacheDir }: BaseSource, layer: Descriptor): Promise<string> {
  const file = join(cacheDir, digestHex(layer.digest));
  const kept = await stat(file).catch(() => undefined);
  // A damaged copy is found when it is put into a layout, whose writer checks the digest.
  if (kept?.size !== layer.size) await client.downloadBlob(reference.repository, layer, file);
  return file;
}

/** A manifest, index or configuration: from the cache where its bytes still are what the digest says, else from the registry. */
async function readDocument<T>(fetch: () => Promise<Uint8Array>, digest: string, cacheDir: string): Promise<T> {
  const name = digestHex(parseDigest(digest));
  const kept = await readFile(join(cacheDir, name)).catch(() => undefined);
  if (kept !== undefined && digestOf(kept) === digest) return JSON.parse(kept.toString('utf8')) as T;
  const bytes = await fetch();
  const partial = join(cacheDir, `${name}.${randomUUID()}`);
  await writeFile(partial, bytes);
  await rename(partial, join(cacheDir, name));
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as T;
}

function damaged({ registry, repository }: ImageReference): SlipwayError {
  return new SlipwayError({
    code: 'REGISTRY_FAILED',
    summary: `The base image ${registry}/${repository} is damaged: it has a layer that its configuration does not list.`,
    state: 'Nothing was built; an earlier image is untouched.',
  });
}

function noSuchPlatform({ registry, repository }: ImageReference, platform: string): SlipwayError {
  return new SlipwayError({
    code: 'PLATFORMS_DIFFER',
    summary: `The base image ${registry}/${repository} has no part for ${platform}.`,
    state: 'Nothing was built; an earlier image is untouched.',
    hint: 'Name the digest of a base with several platforms (its index), or build for the platform it has.',
  });
}
