import { stat } from 'node:fs/promises';
import { toReadError } from '../blobs/read-error.ts';
import type { Layout } from '../layout/layout.ts';
import { normalizeLayout, normalizeTree } from '../layout/normalize-layout.ts';
import { archiveInvalid } from '../tar/archive-error.ts';
import { archiveTree } from './archive-tree.ts';
import { convertDockerArchive } from './docker-archive.ts';

/**
 * Makes a layout of ours from what an engine saved: a tar of an OCI layout, a tar of `docker save` of any age, or an unpacked layout.
 * `cacheDir` is the one of packLayer: layers that an engine saved uncompressed are compressed once.
 * Throws ARCHIVE_INVALID or LAYOUT_INVALID with every problem, FILE_UNREADABLE, LAYOUT_MISSING, LAYOUT_NOT_EMPTY, DISK_FULL, WRITE_FAILED.
 */
export async function archiveToLayout(
  source: string,
  to: string,
  { cacheDir }: { readonly cacheDir: string },
): Promise<Layout> {
  const stats = await stat(source).catch((error: unknown) => {
    throw toReadError(error, source);
  });
  if (stats.isDirectory()) return normalizeLayout(source, to);
  const tree = await archiveTree(source);
  // A file with both is a layout with a manifest.json for older engines: the layout knows more.
  if ((await tree.file('index.json')) !== undefined) return normalizeTree(tree, to);
  const manifestJson = await tree.file('manifest.json');
  if (manifestJson === undefined) throw archiveInvalid(source, ['it has neither an index.json nor a manifest.json']);
  return convertDockerArchive(tree, manifestJson, to, cacheDir);
}
