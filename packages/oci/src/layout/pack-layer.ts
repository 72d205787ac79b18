import { createHash } from 'node:crypto';
import { digestHex, type Digest } from '@slipway/kit';
import { hashChunks } from '../blobs/hash-chunks.ts';
import { cachedBlob } from '../gzip/blob-cache.ts';
import { assertCompression, compress, compressionKey, layerMediaType, type Compression } from '../gzip/compression.ts';
import { planTar } from '../tar/plan-tar.ts';
import type { TarEntry } from '../tar/tar-entry.ts';
import { fileChanged, tarChunks } from '../tar/write-tar.ts';
import type { Descriptor } from './documents.ts';

/** What a layer is to hold. */
export interface LayerSource {
  readonly entries: readonly TarEntry[];
  /** Seconds since 1970, for every entry. Default: 0. */
  readonly mtime?: number;
  /** What made the layer, for `docker history`. */
  readonly createdBy: string;
}

/** A layer as a blob on disk, ready for any number of layouts. */
export interface PackedLayer {
  readonly descriptor: Descriptor;
  /** Digest of the uncompressed tar. */
  readonly diffId: Digest;
  readonly createdBy: string;
  /** Absolute path of the blob. It may vanish an hour after its last use. */
  readonly file: string;
}

/** Where and how layers are packed. */
export interface PackOptions {
  /** A folder kept between runs: what was compressed once is not compressed again. Created when missing. */
  readonly cacheDir: string;
  /** Default: `gzip`. */
  readonly compression?: Compression;
}

/**
 * Makes a layer of files, on disk and in memory. No file is held in memory whole.
 * Equal sources give equal layers, also on another machine. Throws TAR_ENTRY_INVALID, FILE_CHANGED, COMPRESSION_UNSUPPORTED, DISK_FULL, WRITE_FAILED.
 */
export async function packLayer(source: LayerSource, options: PackOptions): Promise<PackedLayer> {
  const plan = planTar(source.entries, source.mtime === undefined ? {} : { mtime: source.mtime });
  return { ...(await packTar(() => tarChunks(plan), options)), createdBy: source.createdBy };
}

/**
 * Makes a layer of a tar that can be read twice: once for its digest, and once more only if the cache does not have it.
 * Throws FILE_CHANGED when the second reading gives other bytes.
 */
export async function packTar(
  read: () => AsyncIterable<Uint8Array>,
  { cacheDir, compression = 'gzip' }: PackOptions,
): Promise<Omit<PackedLayer, 'createdBy'>> {
  assertCompression(compression);
  const { digest: diffId } = await hashChunks(read());
  const key = `${compressionKey[compression]}-${digestHex(diffId)}`;
  const blob = await cachedBlob(cacheDir, key, () => compress(unchanged(read(), diffId), compression));
  return {
    descriptor: { mediaType: layerMediaType(compression), digest: blob.digest, size: blob.size },
    diffId,
    file: blob.file,
  };
}

/** Passes a stream on, and fails at its end if it was not the one expected. */
async function* unchanged(
  chunks: AsyncIterable<Uint8Array>,
  expected: Digest,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  if (`sha256:${hash.digest('hex')}` !== expected) throw fileChanged('A file of the layer');
}
