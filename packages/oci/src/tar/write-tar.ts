import { open } from 'node:fs/promises';
import { SlipwayError } from '@slipway/kit';
import { notRegular, toReadError } from '../blobs/read-error.ts';
import { blockSize, encodeHeader, headerProblems } from './header.ts';
import { headerFieldsOf, type TarPlan } from './plan-tar.ts';
import type { FileEntry } from './tar-entry.ts';

const chunkSize = 256 * 1024;

/**
 * The bytes of a tar, piece by piece; a file from disk is never held whole.
 * Equal plans over equal contents give equal bytes on every machine.
 * Throws FILE_UNREADABLE, and FILE_CHANGED when a file grows or shrinks while it is read.
 */
export async function* tarChunks({ entries, mtime }: TarPlan): AsyncGenerator<Uint8Array, void, undefined> {
  // Headers and small files are gathered: a thousand pieces of 512 bytes cost more to pass on than to make.
  let gathered: Uint8Array[] = [];
  let size = 0;
  for (const entry of entries) {
    if (entry.kind === 'file' && !(entry.content instanceof Uint8Array)) {
      if (size > 0) yield Buffer.concat(gathered);
      gathered = [];
      size = 0;
      yield* chunksFromDisk(entry, entry.content.file, mtime);
      continue;
    }
    const content = entry.kind === 'file' && entry.content instanceof Uint8Array ? entry.content : noContent;
    gathered.push(encodeHeader(headerFieldsOf(entry, content.length, mtime)), content, padding(content.length));
    size += blockSize + content.length;
    if (size >= chunkSize) {
      yield Buffer.concat(gathered);
      gathered = [];
      size = 0;
    }
  }
  // Two zero blocks end a tar.
  yield Buffer.concat([...gathered, Buffer.alloc(2 * blockSize)]);
}

const noContent = Buffer.alloc(0);

async function* chunksFromDisk(
  entry: FileEntry,
  file: string,
  mtime: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(file).catch((error: unknown) => {
    throw toReadError(error, file);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw notRegular(file);
    const { size } = stats;
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
    if (size % blockSize !== 0) yield padding(size);
  } finally {
    await handle.close();
  }
}

/** Zeros up to the next whole block. */
function padding(size: number): Uint8Array {
  return zeros.subarray(0, (blockSize - (size % blockSize)) % blockSize);
}

const zeros = Buffer.alloc(blockSize);

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
