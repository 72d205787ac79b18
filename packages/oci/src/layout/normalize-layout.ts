import type { FileTree } from './file-tree.ts';
import { blobPath, directoryTree, readTreeFile } from './file-tree.ts';
import type { Descriptor, Manifest } from './documents.ts';
import { layoutInvalid, layoutMissing } from './layout-error.ts';
import type { Layout } from './layout.ts';
import { addBlob, addDocument, createLayoutDirectory, finishLayout } from './layout-writer.ts';
import { ociMediaTypes, toOciMediaType } from './media-types.ts';
import { maxDocumentSize, readImage, type ImageNode, type ReadImage } from './read-image.ts';
import { readLayout } from './read-layout.ts';
import { blobProblems } from './verify-layout.ts';
import { writeRoot } from './write-layout.ts';

/**
 * Copies the image that an engine left in a folder into an empty one, as a layout of ours:
 * one root, OCI media types, only reachable blobs, no attestation manifests, an index.json without annotations.
 * An OCI manifest keeps its bytes, and so does an OCI index from which nothing was dropped, so their digests stay.
 * Throws LAYOUT_MISSING, LAYOUT_NOT_EMPTY, DISK_FULL, WRITE_FAILED, or LAYOUT_INVALID with every problem.
 */
export async function normalizeLayout(from: string, to: string): Promise<Layout> {
  return normalizeTree(directoryTree(from), to);
}

/** {@link normalizeLayout} for a layout that lies in an archive. */
export async function normalizeTree(tree: FileTree, to: string): Promise<Layout> {
  const index = await tree.file('index.json');
  const indexJson = index && (await readTreeFile(index, maxDocumentSize));
  if (indexJson === undefined) throw layoutMissing(tree.name, 'foreign');
  const { image, problems } = await readImage(tree, indexJson, 'foreign');
  if (image === undefined) throw layoutInvalid(tree.name, problems, 'foreign');
  await createLayoutDirectory(to);
  await copyContents(tree, image, to);
  const manifests: Descriptor[] = [];
  for (const node of image.nodes) manifests.push(await writeNode(to, node));
  await finishLayout(to, await rootOf(image, manifests, to));
  return readLayout(to);
}

async function copyContents(tree: FileTree, { nodes }: ReadImage, to: string): Promise<void> {
  const contents = new Map(
    nodes.flatMap(({ manifest }) => [manifest.config, ...manifest.layers]).map((blob) => [blob.digest, blob]),
  );
  const problems: string[] = [];
  for (const blob of contents.values()) {
    const file = await tree.file(blobPath(blob.digest));
    const copy = file?.size === blob.size && problems.length === 0;
    problems.push(...(copy ? await addBlob(to, blob, file.chunks()) : await blobProblems(tree, blob)));
  }
  if (problems.length > 0) throw layoutInvalid(tree.name, problems, 'foreign');
}

async function writeNode(
  to: string,
  { descriptor, platform, manifest, manifestBytes }: ImageNode,
): Promise<Descriptor> {
  const bytes = isOciManifest(descriptor, manifest)
    ? manifestBytes
    : Buffer.from(JSON.stringify(toOciManifest(manifest)));
  return { ...(await addDocument(to, ociMediaTypes.manifest, bytes)), platform };
}

async function rootOf(image: ReadImage, manifests: readonly Descriptor[], to: string): Promise<Descriptor> {
  const { root, indexBytes, nodes, dropped } = image;
  const unchanged = nodes.every(({ descriptor }, at) => descriptor.digest === manifests[at]?.digest);
  return indexBytes !== undefined && dropped === 0 && unchanged && root.mediaType === ociMediaTypes.index
    ? addDocument(to, ociMediaTypes.index, indexBytes)
    : writeRoot(to, manifests);
}

function isOciManifest(descriptor: Descriptor, { mediaType, config, layers }: Manifest): boolean {
  return [
    descriptor.mediaType,
    mediaType ?? descriptor.mediaType,
    config.mediaType,
    ...layers.map((layer) => layer.mediaType),
  ].every((type) => type === toOciMediaType(type));
}

function toOciManifest({ config, layers, annotations }: Manifest): Manifest {
  const toOci = ({ mediaType, digest, size }: Descriptor): Descriptor => ({
    mediaType: toOciMediaType(mediaType),
    digest,
    size,
  });
  return {
    schemaVersion: 2,
    mediaType: ociMediaTypes.manifest,
    config: toOci(config),
    layers: layers.map(toOci),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
