import { createGunzip } from 'node:zlib';
import { pipeline, Readable } from 'node:stream';
import { digestOf, type Digest } from '@slipway/kit';
import { hashChunks, fileChunks } from '../blobs/hash-chunks.ts';
import type { Descriptor, ImageConfigFile, Manifest } from '../layout/documents.ts';
import { readTreeFile, type FileTree, type TreeFile } from '../layout/file-tree.ts';
import { addBlob, addDocument, createLayoutDirectory, finishLayout } from '../layout/layout-writer.ts';
import type { Layout } from '../layout/layout.ts';
import { ociMediaTypes } from '../layout/media-types.ts';
import { packTar } from '../layout/pack-layer.ts';
import { isArrayOf, isRecord, isString, parseAs, parseImageConfig } from '../layout/parse-document.ts';
import { maxDocumentSize } from '../layout/read-image.ts';
import { readLayout } from '../layout/read-layout.ts';
import { archiveInvalid } from '../tar/archive-error.ts';

/** One image in the manifest.json of `docker save`. */
interface ArchivedImage {
  readonly Config: string;
  readonly Layers: readonly string[];
}

/** A layer of an archive, and where its compressed bytes can be read. */
interface ConvertedLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  chunks(): AsyncIterable<Uint8Array>;
}

/**
 * Converts what `docker save` wrote before OCI layouts (manifest.json, a configuration, one tar for each layer).
 * The configuration keeps its bytes, each layer is compared with its diff id; an image of ours comes back with its own digest.
 * Throws ARCHIVE_INVALID with every problem, LAYOUT_NOT_EMPTY, DISK_FULL, WRITE_FAILED.
 */
export async function convertDockerArchive(
  tree: FileTree,
  manifestJson: TreeFile,
  to: string,
  cacheDir: string,
): Promise<Layout> {
  const image = await readArchivedImage(tree, manifestJson);
  const { bytes, config } = await readArchivedConfig(tree, image.Config);
  const problems: string[] = [];
  const layers: ConvertedLayer[] = [];
  const diffIds = config.rootfs.diff_ids;
  if (diffIds.length !== image.Layers.length)
    problems.push(`it has ${image.Layers.length} layers, but its configuration lists ${diffIds.length}`);
  for (const [at, path] of image.Layers.entries()) {
    const file = await tree.file(path);
    const layer = file && (await convertLayer(file, cacheDir));
    if (layer === undefined) problems.push(`the layer ${path} is missing`);
    else if (layer.diffId !== diffIds[at])
      problems.push(`the layer ${path} is ${layer.diffId}, not ${diffIds[at] ?? 'listed'}`);
    else layers.push(layer);
  }
  if (problems.length > 0) throw archiveInvalid(tree.name, problems);
  return writeConverted(to, bytes, layers);
}

async function writeConverted(to: string, configBytes: Buffer, layers: readonly ConvertedLayer[]): Promise<Layout> {
  await createLayoutDirectory(to);
  const blobs = new Map(layers.map((layer) => [layer.descriptor.digest, layer]));
  for (const { descriptor, chunks } of blobs.values()) {
    const problems = await addBlob(to, descriptor, chunks());
    if (problems.length > 0) throw archiveInvalid(to, problems);
  }
  const config = await addDocument(to, ociMediaTypes.config, configBytes);
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: ociMediaTypes.manifest,
    config,
    layers: layers.map(({ descriptor }) => descriptor),
  };
  await finishLayout(to, await addDocument(to, ociMediaTypes.manifest, Buffer.from(JSON.stringify(manifest))));
  return readLayout(to);
}

async function readArchivedImage(tree: FileTree, manifestJson: TreeFile): Promise<ArchivedImage> {
  const bytes = await readTreeFile(manifestJson, maxDocumentSize);
  const parsed = bytes && parseAs(bytes, 'the list of images of docker save', isImageList);
  if (parsed?.ok !== true) throw archiveInvalid(tree.name, [`manifest.json ${parsed?.problem ?? 'is too large'}`]);
  const [image, ...others] = parsed.value;
  if (image === undefined || others.length > 0) {
    throw archiveInvalid(
      tree.name,
      [`it holds ${parsed.value.length} images, not one`],
      'Save one name only: docker save -o FILE NAME.',
    );
  }
  return image;
}

async function readArchivedConfig(
  tree: FileTree,
  path: string,
): Promise<{ readonly bytes: Buffer; readonly config: ImageConfigFile }> {
  const file = await tree.file(path);
  const bytes = file && (await readTreeFile(file, maxDocumentSize));
  if (bytes === undefined) throw archiveInvalid(tree.name, [`the configuration ${path} is missing`]);
  const parsed = parseImageConfig(bytes);
  if (!parsed.ok) throw archiveInvalid(tree.name, [`the configuration ${path} ${parsed.problem}`]);
  const named = /[0-9a-f]{64}/.exec(path)?.[0];
  if (named !== undefined && digestOf(bytes) !== `sha256:${named}`) {
    throw archiveInvalid(tree.name, [`the configuration ${path} has other content than its name says`]);
  }
  return { bytes, config: parsed.value };
}

/** Plain tars are compressed by us; what is compressed already (crane and ko write such archives) keeps its bytes. */
async function convertLayer(file: TreeFile, cacheDir: string): Promise<ConvertedLayer> {
  if (!(await isGzip(file))) {
    const packed = await packTar(() => file.chunks(), { cacheDir });
    return { descriptor: packed.descriptor, diffId: packed.diffId, chunks: () => fileChunks(packed.file) };
  }
  const { digest, size } = await hashChunks(file.chunks());
  const { digest: diffId } = await hashChunks(pipeline(Readable.from(file.chunks()), createGunzip(), () => {}));
  return { descriptor: { mediaType: ociMediaTypes.layerGzip, digest, size }, diffId, chunks: () => file.chunks() };
}

async function isGzip(file: TreeFile): Promise<boolean> {
  for await (const chunk of file.chunks()) return chunk[0] === 0x1f && chunk[1] === 0x8b;
  return false;
}

function isImageList(value: unknown): value is readonly ArchivedImage[] {
  return isArrayOf(
    value,
    (image) => isRecord(image) && isString(image['Config']) && isArrayOf(image['Layers'], isString),
  );
}
