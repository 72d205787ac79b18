import { archiveInvalid } from './archive-error.ts';
import { blockSize, checksum } from './header.ts';
import { parseHeader, type RawHeader } from './parse-header.ts';
import { parsePaxRecords } from './pax-records.ts';
import type { RandomAccess } from './random-access.ts';

/** One entry of a tar that was found. `path` has no `./` in front and no `/` behind. */
export interface TarMember {
  readonly path: string;
  /** `link` is a hard link, `other` a device or a pipe. */
  readonly kind: 'file' | 'directory' | 'symlink' | 'link' | 'other';
  readonly mode: number;
  /** Where the content starts. */
  readonly offset: number;
  readonly size: number;
  /** Of a link; empty for all else. */
  readonly target: string;
}

/** A tar of an image has some dozens of entries; one with more than this is made to exhaust memory. */
const maxMembers = 100_000;
const maxExtensionSize = 1024 * 1024;

/** What the extension headers in front of an entry say about it. */
interface Extensions {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
}

/**
 * Lists a tar by its headers, without reading contents: ustar, and the PAX and GNU extensions that common writers use for long names and large files.
 * Throws ARCHIVE_INVALID for what is truncated, corrupt, sparse, compressed or no tar at all.
 */
export async function scanTar(access: RandomAccess): Promise<readonly TarMember[]> {
  const members: TarMember[] = [];
  let extensions: Extensions = {};
  for (let at = 0; ;) {
    const header = await readHeader(access, at);
    if (header === 'end') return members;
    const size = isExtension(header.typeflag) ? header.size : (extensions.size ?? header.size);
    const offset = at + blockSize;
    const next = offset + Math.ceil(size / blockSize) * blockSize;
    if (next > access.size)
      throw archiveInvalid(access.name, [
        `it is truncated: ${header.path} ends at byte ${next}, the file at ${access.size}`,
      ]);
    if (isExtension(header.typeflag)) {
      extensions = { ...extensions, ...(await readExtension(access, header, offset)) };
    } else {
      if (members.length === maxMembers) throw archiveInvalid(access.name, [`it has more than ${maxMembers} entries`]);
      const member = toMember(header, extensions, { offset, size });
      if (member === undefined) {
        throw archiveInvalid(access.name, [`${header.path} is of the unknown type ${JSON.stringify(header.typeflag)}`]);
      }
      members.push(member);
      extensions = {};
    }
    at = next;
  }
}

async function readHeader(access: RandomAccess, at: number): Promise<RawHeader | 'end'> {
  const block = await access.read(at, blockSize);
  if (at === 0 && block.length >= 2 && block[0] === 0x1f && block[1] === 0x8b) {
    throw archiveInvalid(access.name, ['it is compressed with gzip'], 'Unpack it first: gunzip.');
  }
  if (block.length < blockSize) {
    throw archiveInvalid(access.name, [
      at === 0 ? 'it is too short for a tar' : `it is truncated at byte ${access.size}: the end mark is missing`,
    ]);
  }
  if (block.every((byte) => byte === 0)) return 'end';
  const header = parseHeader(block);
  if (header === undefined || header.checksum !== checksum(block)) {
    throw archiveInvalid(access.name, [
      at === 0 ? 'it is no tar' : `it is damaged: there is no tar header at byte ${at}`,
    ]);
  }
  return header;
}

function isExtension(typeflag: string): boolean {
  return typeflag === 'x' || typeflag === 'g' || typeflag === 'L' || typeflag === 'K';
}

async function readExtension(access: RandomAccess, header: RawHeader, offset: number): Promise<Extensions> {
  if (header.size > maxExtensionSize) {
    throw archiveInvalid(access.name, [`it has an extension header of ${header.size} bytes at byte ${offset}`]);
  }
  const bytes = await access.read(offset, header.size);
  if (header.typeflag === 'L') return { path: untilNul(bytes) };
  if (header.typeflag === 'K') return { linkpath: untilNul(bytes) };
  const records = parsePaxRecords(bytes);
  if (records === undefined)
    throw archiveInvalid(access.name, [`it is damaged: bad extension header at byte ${offset}`]);
  const problem = recordProblem(records, header.typeflag === 'g');
  if (problem !== undefined) throw archiveInvalid(access.name, [problem]);
  return toExtensions(records);
}

function recordProblem(records: ReadonlyMap<string, string>, isGlobal: boolean): string | undefined {
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) return 'it holds a sparse file';
  // A global header of git's carries a comment; one that renames every entry is not from any writer of images.
  if (isGlobal && ['path', 'linkpath', 'size'].some((key) => records.has(key))) {
    return 'a global extension header renames its entries';
  }
  const size = records.get('size');
  return size === undefined || /^\d{1,15}$/.test(size) ? undefined : `an entry has a size of ${JSON.stringify(size)}`;
}

function toExtensions(records: ReadonlyMap<string, string>): Extensions {
  const path = records.get('path');
  const linkpath = records.get('linkpath');
  const size = records.get('size');
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkpath === undefined ? {} : { linkpath }),
    ...(size === undefined ? {} : { size: Number(size) }),
  };
}

function toMember(
  header: RawHeader,
  { path = header.path, linkpath = header.target }: Extensions,
  place: Pick<TarMember, 'offset' | 'size'>,
): TarMember | undefined {
  const kind = kinds.get(header.typeflag);
  return (
    kind && {
      path: path.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, ''),
      kind,
      mode: header.mode,
      offset: place.offset,
      size: kind === 'file' ? place.size : 0,
      target: linkpath,
    }
  );
}

const kinds: ReadonlyMap<string, TarMember['kind']> = new Map([
  ['0', 'file'],
  ['\0', 'file'],
  ['7', 'file'],
  ['1', 'link'],
  ['2', 'symlink'],
  ['5', 'directory'],
  ['3', 'other'],
  ['4', 'other'],
  ['6', 'other'],
]);

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}
