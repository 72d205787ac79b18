import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { memoryAccess } from '../tar/random-access.ts';
import { scanTar, type TarMember } from '../tar/scan-tar.ts';
import type { TarEntry } from '../tar/tar-entry.ts';

/** The snapshot that ships with the package. The path is the same from `src` and from `dist`. */
const snapshot = new URL('../../base/base-files.tar.gz', import.meta.url);

/** The files of Debian packages that go into every image; base/README.md says which, and where they come from. */
export async function readBaseFiles(): Promise<readonly TarEntry[]> {
  const tar = await promisify(gunzip)(await readFile(snapshot));
  const members = await scanTar(memoryAccess('base-files.tar.gz', tar));
  return members.map((member) => toEntry(member, tar));
}

function toEntry({ path, kind, offset, size, target }: TarMember, tar: Buffer): TarEntry {
  switch (kind) {
    case 'file':
      return { kind, path, mode: 0o644, content: tar.subarray(offset, offset + size) };
    case 'directory':
      return { kind, path, mode: 0o755 };
    case 'symlink':
      return { kind, path, target };
    case 'link':
    case 'other':
      throw new TypeError(`base-files.tar.gz holds ${path}, a ${kind}`);
    default:
      return kind satisfies never;
  }
}
