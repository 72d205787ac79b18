/** Bytes of a tar header, and the unit that contents are padded to. */
export const blockSize = 512;

/** The fields of a ustar header. `typeflag` is `0` file, `2` symbolic link, `5` folder. */
export interface HeaderFields {
  readonly path: string;
  readonly typeflag: '0' | '2' | '5';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly target: string;
}

const maxName = 100;
const maxPrefix = 155;
/** Largest number of a field with so many octal digits. */
const max7 = 0o7777777;
const max11 = 0o77777777777;

/** What of an entry does not fit a ustar header; empty when all does. */
export function headerProblems(fields: HeaderFields): readonly string[] {
  return [
    ...(splitPath(fields.path) === undefined
      ? [`the path does not fit a tar header (100 bytes for the name, 155 for its folder)`]
      : []),
    ...(Buffer.byteLength(fields.target) > maxName ? ['the link target is longer than 100 bytes'] : []),
    ...numberProblems('mode', fields.mode, 0o7777),
    ...numberProblems('uid', fields.uid, max7),
    ...numberProblems('gid', fields.gid, max7),
    ...numberProblems('size', fields.size, max11),
    ...numberProblems('time', fields.mtime, max11),
  ];
}

/**
 * A ustar header, written by hand so that nothing of the machine gets in: no names of users, no devices, no access times.
 * The fields must be free of {@link headerProblems}.
 */
export function encodeHeader(fields: HeaderFields): Buffer {
  const { name, prefix } = splitPath(fields.path) ?? { name: '', prefix: '' };
  const header = Buffer.alloc(blockSize);
  header.write(name, 0, maxName, 'utf8');
  writeOctal(header, 100, 8, fields.mode);
  writeOctal(header, 108, 8, fields.uid);
  writeOctal(header, 116, 8, fields.gid);
  writeOctal(header, 124, 12, fields.size);
  writeOctal(header, 136, 12, fields.mtime);
  header.write(fields.typeflag, 156, 'latin1');
  header.write(fields.target, 157, maxName, 'utf8');
  header.write('ustar\0' + '00', 257, 'latin1');
  writeOctal(header, 329, 8, 0);
  writeOctal(header, 337, 8, 0);
  header.write(prefix, 345, maxPrefix, 'utf8');
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** The sum of a header's bytes, with the checksum's own eight bytes taken as blanks. */
export function checksum(header: Uint8Array): number {
  let sum = 8 * 0x20;
  // Not reduce(): two thousand headers of 512 bytes are a million calls, which a build without changes would feel.
  for (let at = 0; at < 148; at += 1) sum += header[at] ?? 0;
  for (let at = 156; at < blockSize; at += 1) sum += header[at] ?? 0;
  return sum;
}

/** Name and prefix, split at the first `/` that leaves a name of 100 bytes. `path` of a folder ends in `/`. */
function splitPath(path: string): { readonly name: string; readonly prefix: string } | undefined {
  if (Buffer.byteLength(path) <= maxName) return { name: path, prefix: '' };
  for (let at = path.indexOf('/'); at !== -1 && at < path.length - 1; at = path.indexOf('/', at + 1)) {
    const name = path.slice(at + 1);
    const prefix = path.slice(0, at);
    if (Buffer.byteLength(prefix) > maxPrefix) return undefined;
    if (Buffer.byteLength(name) <= maxName) return { name, prefix };
  }
  return undefined;
}

function numberProblems(field: string, value: number, max: number): readonly string[] {
  return Number.isInteger(value) && value >= 0 && value <= max
    ? []
    : [`the ${field} ${value} is not a whole number from 0 to ${max}`];
}

/** Octal digits, zero-padded, ended by NUL. */
function writeOctal(header: Buffer, at: number, length: number, value: number): void {
  header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
}
