import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, digestOf, SlipwayError, toWriteError } from '@slipway/kit';
import { moveTo, writeFileAtomically, writeTemporary } from '../blobs/write-file.ts';
import type { Descriptor } from './documents.ts';
import { ociMediaTypes } from './media-types.ts';

/** Makes the folders of a layout. Throws LAYOUT_NOT_EMPTY when something is there already. */
export async function createLayoutDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const found = await readdir(directory);
    if (found.length > 0) throw notEmpty(directory, found);
    await mkdir(join(directory, 'blobs', 'sha256'), { recursive: true });
  } catch (error) {
    throw toWriteError(error, directory);
  }
}

/** Puts a document into a layout. Throws DISK_FULL, WRITE_FAILED. */
export async function addDocument(directory: string, mediaType: string, bytes: Uint8Array): Promise<Descriptor> {
  const digest = digestOf(bytes);
  await writeFileAtomically(blobDirectory(directory), digestHex(digest), bytes);
  return { mediaType, digest, size: bytes.length };
}

/** Puts a blob into a layout, unless it is not what its descriptor says: then the answer says so. Throws DISK_FULL, WRITE_FAILED. */
export async function addBlob(
  directory: string,
  { digest, size }: Descriptor,
  chunks: AsyncIterable<Uint8Array>,
): Promise<readonly string[]> {
  const blobs = blobDirectory(directory);
  const written = await writeTemporary(blobs, chunks);
  if (written.digest !== digest || written.size !== size) {
    await rm(written.file, { force: true });
    return [`${digest} has other content than its digest says`];
  }
  await moveTo(written.file, join(blobs, digestHex(digest)));
  return [];
}

/**
 * Names the root of a layout, as the last step: until then there is no index.json, so nobody takes the folder for an image.
 * The file is written from scratch, because engines put times and repositories of theirs into it.
 */
export async function finishLayout(directory: string, { mediaType, digest, size }: Descriptor): Promise<void> {
  await writeFileAtomically(directory, 'oci-layout', Buffer.from(JSON.stringify({ imageLayoutVersion: '1.0.0' })));
  const index = { schemaVersion: 2, mediaType: ociMediaTypes.index, manifests: [{ mediaType, digest, size }] };
  await writeFileAtomically(directory, 'index.json', Buffer.from(JSON.stringify(index)));
}

function blobDirectory(directory: string): string {
  return join(directory, 'blobs', 'sha256');
}

function notEmpty(directory: string, found: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'LAYOUT_NOT_EMPTY',
    summary: `${directory} is not empty, so no image layout can be written there.`,
    details: [`found: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ' …' : ''}`],
    state: 'Nothing was changed.',
    hint: 'Write into an empty folder and rename it afterwards.',
  });
}
