import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  familiarReference,
  formatPlatform,
  formatReference,
  normalizePlatform,
  SlipwayError,
  toWriteError,
  type ImageReference,
  type Platform,
} from '@slipway/kit';
import { moveTo, writeTemporary } from '../blobs/write-file.ts';
import { blobPath } from '../layout/file-tree.ts';
import { blobFile, type Layout, type LayoutImage } from '../layout/layout.ts';
import { ociMediaTypes } from '../layout/media-types.ts';
import { readLayout } from '../layout/read-layout.ts';
import { planTar } from '../tar/plan-tar.ts';
import type { TarEntry } from '../tar/tar-entry.ts';
import { tarChunks } from '../tar/write-tar.ts';

/** Which image goes into an archive, and what the store will call it. */
export interface ArchiveRequest {
  /** The name in the store, with a tag. */
  readonly reference: ImageReference;
  /** Default: the only platform of the layout. */
  readonly platform?: Platform;
}

/**
 * Writes one platform of a layout as a tar that Docker (with either store), podman, containerd, kind, k3d and minikube load.
 * The root in it is the platform's manifest, never an index: containerd refuses an index with platforms left out.
 * The layers are not checked again; verifyLayout does that. The file appears whole or not at all.
 * Throws LAYOUT_MISSING, LAYOUT_INVALID, PLATFORMS_DIFFER, REFERENCE_INVALID, DISK_FULL, WRITE_FAILED.
 */
export async function layoutToArchive(directory: string, archive: string, request: ArchiveRequest): Promise<void> {
  const layout = await readLayout(directory);
  const plan = planTar(archiveEntries(directory, imageFor(layout, request.platform), request.reference));
  const folder = dirname(archive);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw toWriteError(error, folder);
  }
  const { file } = await writeTemporary(folder, tarChunks(plan));
  await moveTo(file, archive);
}

function archiveEntries(directory: string, image: LayoutImage, reference: ImageReference): readonly TarEntry[] {
  const { tag } = reference;
  if (tag === undefined) {
    throw new SlipwayError({
      code: 'REFERENCE_INVALID',
      summary: `"${formatReference(reference)}" has no tag, so no store could list the image.`,
    });
  }
  const { mediaType, digest, size } = image.descriptor;
  const { config, layers } = image.manifest;
  const annotations = {
    // The full name: with a short one docker lists the image twice, podman puts it under localhost, and a kubelet never finds it.
    'io.containerd.image.name': formatReference({
      registry: reference.registry,
      repository: reference.repository,
      tag,
    }),
    'org.opencontainers.image.ref.name': tag,
  };
  const index = {
    schemaVersion: 2,
    mediaType: ociMediaTypes.index,
    manifests: [{ mediaType, digest, size, platform: image.platform, annotations }],
  };
  // For Docker's own store, which reads nothing else.
  const manifestJson = [
    {
      Config: blobPath(config.digest),
      RepoTags: [familiarReference({ registry: reference.registry, repository: reference.repository, tag })],
      Layers: layers.map((layer) => blobPath(layer.digest)),
    },
  ];
  const blobs = new Map([image.descriptor, config, ...layers].map((blob) => [blobPath(blob.digest), blob.digest]));
  return [
    ...[...blobs].map(([path, blob]) => ({
      kind: 'file' as const,
      path,
      mode: 0o644,
      content: { file: blobFile(directory, blob) },
    })),
    jsonEntry('index.json', index),
    jsonEntry('manifest.json', manifestJson),
    jsonEntry('oci-layout', { imageLayoutVersion: '1.0.0' }),
  ];
}

function imageFor({ directory, images, platforms }: Layout, platform: Platform | undefined): LayoutImage {
  const asked = platform && formatPlatform(normalizePlatform(platform));
  const found = asked === undefined ? images : images.filter((image) => formatPlatform(image.platform) === asked);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  throw new SlipwayError({
    code: 'PLATFORMS_DIFFER',
    summary:
      asked === undefined
        ? `The image in ${directory} is for ${platforms.join(', ')}: an archive holds one platform.`
        : `The image in ${directory} is for ${platforms.join(', ')}, not for ${asked}.`,
    state: 'No archive was written.',
    hint: asked === undefined ? 'Say which platform.' : `Build it for ${asked} as well.`,
  });
}

function jsonEntry(path: string, value: unknown): TarEntry {
  return { kind: 'file', path, mode: 0o644, content: Buffer.from(JSON.stringify(value)) };
}
