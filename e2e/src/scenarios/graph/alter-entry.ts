import { gunzipSync, gzipSync } from 'node:zlib';

const blockSize = 512;

/** Flips one bit in the largest file of an entry of Nx's remote cache: a tar file, packed by gzip. */
export function alterLargestFile(entry: Buffer): Buffer {
  const tar = gunzipSync(entry);
  let largest = { at: 0, size: 0 };
  for (let header = 0; header + blockSize <= tar.length;) {
    // The size in octal digits, as the header of every tar format has it. The blocks at the end hold none.
    const size = Number.parseInt(tar.toString('latin1', header + 124, header + 135), 8) || 0;
    if (size > largest.size) largest = { at: header + blockSize, size };
    header += blockSize + Math.ceil(size / blockSize) * blockSize;
  }
  if (largest.size === 0) throw new Error('There is no file in the entry.');
  const middle = largest.at + (largest.size >> 1);
  tar.writeUInt8(tar.readUInt8(middle) ^ 1, middle);
  return gzipSync(tar);
}
