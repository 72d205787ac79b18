import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toWriteError, type Digest } from '@slipway/kit';

/** What {@link writeTemporary} names its files; a leftover of a killed run is known by it. */
export const temporaryPrefix = '.tmp-';

/** A finished file that does not have its name yet. */
export interface TemporaryFile {
  readonly file: string;
  readonly digest: Digest;
  readonly size: number;
}

/**
 * Writes a stream to a new file in a folder and gives its digest.
 * On any failure the file is removed. Throws DISK_FULL, WRITE_FAILED, and whatever the stream throws.
 */
export async function writeTemporary(
  directory: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<TemporaryFile> {
  const file = join(directory, `${temporaryPrefix}${process.pid}-${randomUUID()}`);
  try {
    return { file, ...(await writeHashed(file, chunks)) };
  } catch (error) {
    await rm(file, { force: true });
    throw toWriteError(error, directory);
  }
}

/** Writes a whole file under its name or not at all. Throws DISK_FULL, WRITE_FAILED. */
export async function writeFileAtomically(directory: string, name: string, content: Uint8Array): Promise<void> {
  const { file } = await writeTemporary(directory, [content]);
  await moveTo(file, join(directory, name));
}

/** Gives a temporary file its name, in place of a file that has it already; removes it when that fails. */
export async function moveTo(file: string, target: string): Promise<void> {
  try {
    await rename(file, target);
  } catch (error) {
    await rm(file, { force: true });
    throw toWriteError(error, target);
  }
}

async function writeHashed(
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{ readonly digest: Digest; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const handle = await open(file, 'wx');
  try {
    for await (const chunk of chunks) {
      // Hashed while the kernel takes the bytes; write() may take fewer than all, writeFile() on a handle does not.
      const written = handle.writeFile(chunk);
      hash.update(chunk);
      size += chunk.length;
      await written;
    }
  } finally {
    await handle.close();
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}
