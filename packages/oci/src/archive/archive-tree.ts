import { open } from 'node:fs/promises';
import { posix } from 'node:path';
import { fileChunks } from '../blobs/hash-chunks.ts';
import type { FileTree } from '../layout/file-tree.ts';
import { fileAccess } from '../tar/random-access.ts';
import { scanTar, type TarMember } from '../tar/scan-tar.ts';
import { toReadError } from '../blobs/read-error.ts';

/** Links that lead to links end here; docker makes one step. */
const maxLinks = 16;

/**
 * A tar as a tree, read in place. Links are followed inside the tar and nowhere else.
 * Throws ARCHIVE_INVALID, FILE_UNREADABLE.
 */
export async function archiveTree(archive: string): Promise<FileTree> {
  // As with unpacking, a later entry of the same path replaces an earlier one.
  const members = new Map((await listArchive(archive)).map((member) => [member.path, member]));
  return {
    name: archive,
    file: (path) => {
      const member = followLinks(members, path);
      if (member === undefined) return Promise.resolve(undefined);
      const { offset: start, size } = member;
      return Promise.resolve({ size, chunks: () => fileChunks(archive, { start, size }) });
    },
  };
}

async function listArchive(archive: string): Promise<readonly TarMember[]> {
  const handle = await open(archive).catch((error: unknown) => {
    throw toReadError(error, archive);
  });
  try {
    return await scanTar(await fileAccess(archive, handle));
  } finally {
    await handle.close();
  }
}

function followLinks(members: ReadonlyMap<string, TarMember>, path: string): TarMember | undefined {
  let member = members.get(posix.normalize(path));
  for (let step = 0; step < maxLinks; step += 1) {
    if (member?.kind === 'file') return member;
    // docker 20.10 saves a repeated layer as layer.tar -> ../<id>/layer.tar.
    if (member?.kind === 'symlink') member = members.get(posix.join(posix.dirname(member.path), member.target));
    else if (member?.kind === 'link') member = members.get(posix.normalize(member.target));
    else return undefined;
  }
  return undefined;
}
