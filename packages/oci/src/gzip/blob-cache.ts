import { mkdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, isDigest, toWriteError, type Digest } from '@slipway/kit';
import { fileChunks, hashChunks } from '../blobs/hash-chunks.ts';
import { moveTo, temporaryPrefix, writeFileAtomically, writeTemporary } from '../blobs/write-file.ts';
import { pruneOldest } from './prune-oldest.ts';

/** A blob on disk whose digest was checked. */
export interface StoredBlob {
  readonly digest: Digest;
  readonly size: number;
  readonly file: string;
}

/** Bytes that the cache may hold before the longest unused blobs are removed. */
const maxBlobBytes = 512 * 1024 ** 2;

/** Keys are 72 bytes each; a thousand of them are enough for that many blobs. */
const maxKeyBytes = 72 * 1000;

/**
 * The compressed form of some content, from the cache or made now.
 * The cache is two folders: `keys/<key>` holds the digest of a blob, `blobs/<hex>` the blob.
 * A hit is hashed before it is used; what does not fit is made again, so a damaged cache is no worse than an empty one.
 * Two processes may use one folder at once: every file appears whole.
 */
export async function cachedBlob(
  cacheDir: string,
  key: string,
  make: () => AsyncIterable<Uint8Array>,
): Promise<StoredBlob> {
  const keys = join(cacheDir, 'keys');
  const blobs = join(cacheDir, 'blobs');
  const hit = await readCached(join(keys, key), blobs);
  if (hit !== undefined) return hit;
  try {
    await mkdir(keys, { recursive: true });
    await mkdir(blobs, { recursive: true });
  } catch (error) {
    throw toWriteError(error, cacheDir);
  }
  const made = await writeTemporary(blobs, make());
  const file = join(blobs, digestHex(made.digest));
  await moveTo(made.file, file);
  // Last: a key never names a blob that is not there.
  await writeFileAtomically(keys, key, Buffer.from(`${made.digest}\n`));
  await prune(keys, blobs);
  return { digest: made.digest, size: made.size, file };
}

async function readCached(keyFile: string, blobs: string): Promise<StoredBlob | undefined> {
  try {
    const expected = (await readFile(keyFile, 'utf8')).trim();
    if (!isDigest(expected)) return undefined;
    const file = join(blobs, digestHex(expected));
    const { digest, size } = await hashChunks(fileChunks(file));
    if (digest !== expected) return undefined;
    const now = new Date();
    await Promise.all([utimes(file, now, now), utimes(keyFile, now, now)]);
    return { digest, size, file };
  } catch {
    // Missing, unreadable, a folder where a file should be: all mean that the blob is made again.
    return undefined;
  }
}

async function prune(keys: string, blobs: string): Promise<void> {
  const isLeftover = (name: string) => name.startsWith(temporaryPrefix);
  try {
    await Promise.all([pruneOldest(blobs, maxBlobBytes, isLeftover), pruneOldest(keys, maxKeyBytes, isLeftover)]);
  } catch {
    // The blob is made: a cache that cannot be made smaller now is tried again by the next build.
  }
}
