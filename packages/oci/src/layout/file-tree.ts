import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, type Digest } from '@slipway/kit';
import { toReadError } from '../blobs/read-error.ts';
import { fileChunks } from '../blobs/hash-chunks.ts';

/** A file somewhere: in a folder, or in an archive. */
export interface TreeFile {
  readonly size: number;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Where an image is read from: a folder, or an archive that nobody has to unpack. */
export interface FileTree {
  /** What the user calls it. */
  readonly name: string;
  /** A regular file by its path with `/`; `undefined` when there is none. */
  file(path: string): Promise<TreeFile | undefined>;
}

/** A folder as a tree. */
export function directoryTree(directory: string): FileTree {
  return {
    name: directory,
    file: async (path) => {
      const file = join(directory, path);
      const size = await regularFileSize(file);
      return size === undefined ? undefined : { size, chunks: () => fileChunks(file) };
    },
  };
}

/** Path of a blob in every layout, with `/`. */
export function blobPath(digest: Digest): string {
  return `blobs/sha256/${digestHex(digest)}`;
}

/** A file of a tree in memory. More than `limit` bytes are not read: `undefined`. */
export async function readTreeFile(file: TreeFile, limit: number): Promise<Buffer | undefined> {
  if (file.size > limit) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function regularFileSize(file: string): Promise<number | undefined> {
  try {
    const handle = await open(file);
    try {
      const stats = await handle.stat();
      return stats.isFile() ? stats.size : undefined;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw toReadError(error, file);
  }
}
