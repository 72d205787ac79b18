/** The fields of one header block as they stand. */
export interface RawHeader {
  readonly path: string;
  readonly typeflag: string;
  readonly mode: number;
  readonly size: number;
  readonly checksum: number;
  readonly target: string;
}

/** Reads a header block of 512 bytes; `undefined` when a field is no number. The checksum is not compared. */
export function parseHeader(block: Buffer): RawHeader | undefined {
  const mode = parseNumber(block.subarray(100, 108));
  const size = parseNumber(block.subarray(124, 136));
  const checksum = parseNumber(block.subarray(148, 156));
  if (mode === undefined || size === undefined || checksum === undefined) return undefined;
  const name = parseText(block.subarray(0, 100));
  // GNU's own format has times where ustar has the prefix, and "ustar" with two blanks.
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? parseText(block.subarray(345, 500)) : '';
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    typeflag: block.toString('latin1', 156, 157),
    mode,
    size,
    checksum,
    target: parseText(block.subarray(157, 257)),
  };
}

function parseText(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? field.length : end);
}

/** Octal digits between blanks and NULs; or, with the top bit set, GNU's binary form for files of 8 GiB and more. */
function parseNumber(field: Buffer): number | undefined {
  const first = field[0] ?? 0;
  if (first === 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const text = field
    .toString('latin1')
    .replace(/^ +/, '')
    .replace(/[\0 ].*$/s, '');
  if (text === '') return 0;
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : undefined;
}
