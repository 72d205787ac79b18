import { open } from 'node:fs/promises';
import { SlipwayError } from '@slipway/kit';
import { toReadError } from '../blobs/read-error.ts';
import { blockSize, encodeHeader, headerProblems } from './header.ts';
import { headerFieldsOf, type TarPlan } from './plan-tar.ts';
import type { FileEntry } from './tar-entry.ts';

const chunkSize = 256 * 1024;

/**
 * The bytes of a tar, piece by piece; a file from disk is never held whole.
 * Equal plans over equal contents give equal bytes on every machine.
 * Throws FILE_CHANGED when a file grows or shrinks while it is read.
 */
export async function* tarChunks({ entries, mtime }: TarPlan): AsyncGenerator<Uint8Array, void, undefined> {
  for (const entry of entries) {
    if (entry.kind !== 'file') yield encodeHeader(headerFieldsOf(entry, 0, mtime));
    else if (entry.content instanceof Uint8Array) {
      yield encodeHeader(headerFieldsOf(entry, entry.content.length, mtime));
      yield entry.content;
      yield padding(entry.content.length);
    } else yield* chunksFromDisk(entry, entry.content.file, mtime);
  }
  // Two zero blocks end a tar.
  yield Buffer.alloc(2 * blockSize);
}

async function* chunksFromDisk(
  entry: FileEntry,
  file: string,
  mtime: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(file).catch((error: unknown) => {
    throw toReadError(error, file);
  });
  try {
    const { size } = await handle.stat();
    const fields = headerFieldsOf(entry, size, mtime);
    const [problem] = headerProblems(fields);
    if (problem !== undefined) throw tooLarge(file, problem);
    yield encodeHeader(fields);
    for (let at = 0; at < size;) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkSize, size - at));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) throw fileChanged(file);
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
    if ((await handle.stat()).size !== size) throw fileChanged(file);
    yield padding(size);
  } finally {
    await handle.close();
  }
}

/** Zeros up to the next whole block. */
function padding(size: number): Uint8Array {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

function tooLarge(file: string, problem: string): SlipwayError {
  return new SlipwayError({ code: 'TAR_ENTRY_INVALID', summary: `${file} does not fit into a layer: ${problem}.` });
}

/** A file was written by somebody else while it went into a layer. */
export function fileChanged(file: string): SlipwayError {
  return new SlipwayError({
    code: 'FILE_CHANGED',
    summary: `${file} changed while it was read.`,
    state: 'No layer was written from it.',
    hint: 'Is another build of the same project running? Run the command again when it has ended.',
  });
}
