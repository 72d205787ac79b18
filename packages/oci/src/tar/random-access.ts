import type { FileHandle } from 'node:fs/promises';

/** Bytes that can be read from any place: a file, or memory. */
export interface RandomAccess {
  /** What the user calls it. */
  readonly name: string;
  readonly size: number;
  /** Exactly `length` bytes, or fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** An open file. */
export async function fileAccess(name: string, handle: FileHandle): Promise<RandomAccess> {
  const { size } = await handle.stat();
  return {
    name,
    size,
    read: async (offset, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}

/** Bytes in memory. */
export function memoryAccess(name: string, bytes: Buffer): RandomAccess {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
