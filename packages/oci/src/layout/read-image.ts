import { digestOf, formatPlatform, normalizePlatform, type Platform } from '@slipway/kit';
import type { Descriptor, ImageConfigFile, Manifest } from './documents.ts';
import { blobPath, readTreeFile, type FileTree } from './file-tree.ts';
import type { Origin } from './layout-error.ts';
import { isLayerMediaType, ociMediaTypes, toOciMediaType } from './media-types.ts';
import { parseImageConfig, parseIndex, parseManifest, type Parsed } from './parse-document.ts';

/** One platform of an image, with its documents as they were found. */
export interface ImageNode {
  readonly descriptor: Descriptor;
  readonly platform: Platform;
  readonly manifest: Manifest;
  readonly manifestBytes: Buffer;
  readonly config: ImageConfigFile;
}

/** An image with all its documents read and checked. Layers were not looked at. */
export interface ReadImage {
  readonly root: Descriptor;
  /** Bytes of the root when it is an index. */
  readonly indexBytes: Buffer | undefined;
  readonly nodes: readonly ImageNode[];
  /** How many attestation manifests were left out. */
  readonly dropped: number;
}

/** Manifests, indexes and configurations are small; a larger one is hostile. Registries have the same limit. */
export const maxDocumentSize: number = 4 * 1024 * 1024;

/** Reads the documents of the one image of a tree. Adds to `problems` all that is wrong; an image comes only when nothing is. */
export async function readImage(
  tree: FileTree,
  indexJson: Uint8Array,
  origin: Origin,
): Promise<{ readonly image?: ReadImage; readonly problems: readonly string[] }> {
  const index = parseIndex(indexJson);
  if (!index.ok) return { problems: [`index.json ${index.problem}`] };
  const [root, ...others] = index.value.manifests;
  if (root === undefined) return { problems: ['index.json names no image'] };
  if (others.length > 0) {
    return {
      problems: [
        `index.json names ${others.length + 1} images, not one: ${index.value.manifests.map(({ digest }) => digest).join(', ')}`,
      ],
    };
  }
  const problems: string[] = [];
  if (origin === 'ours' && root.annotations !== undefined) problems.push('index.json carries annotations');
  const image = await readRoot(tree, root, origin, problems);
  return image === undefined || problems.length > 0 ? { problems } : { image, problems };
}

async function readRoot(
  tree: FileTree,
  root: Descriptor,
  origin: Origin,
  problems: string[],
): Promise<ReadImage | undefined> {
  const mediaType = mediaTypeOf(root, origin);
  if (mediaType === ociMediaTypes.manifest) {
    const node = await readNode(tree, root, origin, problems);
    return node && { root, indexBytes: undefined, nodes: [node], dropped: 0 };
  }
  if (mediaType !== ociMediaTypes.index) {
    problems.push(`${root.digest} is of the type ${root.mediaType}, no image`);
    return undefined;
  }
  const read = await readDocument(tree, root, parseIndex, problems);
  if (read === undefined) return undefined;
  const wanted = read.value.manifests.filter((descriptor) => origin === 'ours' || !isAttestation(descriptor));
  const nodes: ImageNode[] = [];
  // One after the other, so that problems come in the order of the index.
  for (const descriptor of wanted) {
    const node = await readMember(tree, descriptor, origin, problems);
    if (node !== undefined) nodes.push(node);
  }
  problems.push(...duplicateProblems(nodes));
  if (wanted.length === 0) problems.push(`the index ${root.digest} holds no image`);
  return { root, indexBytes: read.bytes, nodes, dropped: read.value.manifests.length - wanted.length };
}

async function readMember(
  tree: FileTree,
  descriptor: Descriptor,
  origin: Origin,
  problems: string[],
): Promise<ImageNode | undefined> {
  if (isAttestation(descriptor)) {
    problems.push(`${descriptor.digest} is an attestation, no image`);
    return undefined;
  }
  if (mediaTypeOf(descriptor, origin) !== ociMediaTypes.manifest) {
    problems.push(`${descriptor.digest} in the index is of the type ${descriptor.mediaType}, no image manifest`);
    return undefined;
  }
  return readNode(tree, descriptor, origin, problems);
}

async function readNode(
  tree: FileTree,
  descriptor: Descriptor,
  origin: Origin,
  problems: string[],
): Promise<ImageNode | undefined> {
  const read = await readDocument(tree, descriptor, parseManifest, problems);
  if (read === undefined) return undefined;
  const manifest = read.value;
  problems.push(...mediaTypeProblems(descriptor, manifest, origin));
  const config = await readDocument(tree, manifest.config, parseImageConfig, problems);
  if (config === undefined) return undefined;
  const platform = platformOf(config.value, descriptor);
  problems.push(...configProblems(descriptor, manifest, config.value, platform));
  return { descriptor, platform, manifest, manifestBytes: read.bytes, config: config.value };
}

async function readDocument<T>(
  tree: FileTree,
  { digest, size }: Descriptor,
  parse: (bytes: Uint8Array) => Parsed<T>,
  problems: string[],
): Promise<{ readonly value: T; readonly bytes: Buffer } | undefined> {
  const file = await tree.file(blobPath(digest));
  const bytes = file && (await readTreeFile(file, maxDocumentSize));
  const problem = documentProblem(file?.size, size, bytes && digestOf(bytes) === digest);
  if (problem !== undefined || bytes === undefined) {
    problems.push(`${digest} ${problem ?? 'is missing'}`);
    return undefined;
  }
  const parsed = parse(bytes);
  if (parsed.ok) return { value: parsed.value, bytes };
  problems.push(`${digest} ${parsed.problem}`);
  return undefined;
}

function documentProblem(found: number | undefined, size: number, digestFits: boolean | undefined): string | undefined {
  if (found === undefined) return 'is missing';
  if (found > maxDocumentSize) return `is no document: ${found} bytes`;
  if (found !== size) return `has ${found} bytes, not ${size}`;
  return digestFits === true ? undefined : 'has other content than its digest says';
}

function mediaTypeProblems(descriptor: Descriptor, manifest: Manifest, origin: Origin): readonly string[] {
  const { mediaType, config, layers } = manifest;
  const seen = (type: string) => (origin === 'ours' ? type : toOciMediaType(type));
  return [
    ...(mediaType !== undefined && mediaType !== descriptor.mediaType
      ? [`${descriptor.digest} calls itself ${mediaType}, but is named as ${descriptor.mediaType}`]
      : []),
    ...(seen(config.mediaType) === ociMediaTypes.config
      ? []
      : [`${config.digest} is of the type ${config.mediaType}, no image configuration`]),
    ...layers
      .filter((layer) => !isLayerMediaType(seen(layer.mediaType)))
      .map((layer) => `${layer.digest} is of the type ${layer.mediaType}, no layer that every engine unpacks`),
  ];
}

function configProblems(
  descriptor: Descriptor,
  manifest: Manifest,
  config: ImageConfigFile,
  platform: Platform,
): readonly string[] {
  const layers = manifest.layers.length;
  const diffIds = config.rootfs.diff_ids.length;
  const said = descriptor.platform;
  return [
    ...(layers === diffIds
      ? []
      : [`${descriptor.digest} has ${layers} layers, but its configuration lists ${diffIds}`]),
    ...(said === undefined || (said.os === platform.os && said.architecture === platform.architecture)
      ? []
      : [`${descriptor.digest} is named as ${formatPlatform(said)}, but is ${formatPlatform(platform)}`]),
  ];
}

function duplicateProblems(nodes: readonly ImageNode[]): readonly string[] {
  const platforms = nodes.map(({ platform }) => formatPlatform(platform));
  return [...new Set(platforms.filter((platform, at) => platforms.indexOf(platform) !== at))].map(
    (platform) => `the index holds ${platform} more than once`,
  );
}

/** BuildKit puts build records into the index as manifests of the platform unknown/unknown. */
function isAttestation({ annotations }: Descriptor): boolean {
  return annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}

function mediaTypeOf({ mediaType }: Descriptor, origin: Origin): string {
  return origin === 'ours' ? mediaType : toOciMediaType(mediaType);
}

/** Some engines write the variant only into the index. */
function platformOf({ os, architecture, variant }: ImageConfigFile, { platform }: Descriptor): Platform {
  const known = variant === undefined || variant === '' ? platform?.variant : variant;
  return normalizePlatform({ os, architecture, ...(known === undefined || known === '' ? {} : { variant: known }) });
}
