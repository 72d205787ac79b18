import { layoutInvalid, layoutMissing } from './layout-error.ts';
import { directoryTree, readTreeFile } from './file-tree.ts';
import { toLayout, type Layout } from './layout.ts';
import { maxDocumentSize, readImage } from './read-image.ts';

/**
 * Reads what a layout of ours holds: index, manifests and configurations are checked against their digests, layers are not.
 * Throws LAYOUT_MISSING, or LAYOUT_INVALID with every problem.
 */
export async function readLayout(directory: string): Promise<Layout> {
  const tree = directoryTree(directory);
  const [marker, index] = await Promise.all([tree.file('oci-layout'), tree.file('index.json')]);
  const indexJson = index && (await readTreeFile(index, maxDocumentSize));
  if (indexJson === undefined) throw layoutMissing(directory);
  const { image, problems } = await readImage(tree, indexJson, 'ours');
  const all = [...problems, ...(marker === undefined ? ['the file oci-layout is missing'] : [])];
  if (image === undefined || all.length > 0) throw layoutInvalid(directory, all);
  return toLayout(directory, image);
}
