import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestHex, digestOf, type Digest } from '@slipway/kit';
import type { Descriptor } from './layout/documents.ts';
import { tarOf, textEntry } from './sample.spec.support.ts';

/** A layout as an engine would leave it, written without any code of ours that is under test. */
export interface ForeignLayout {
  readonly directory: string;
  put(mediaType: string, value: object | Uint8Array, more?: Partial<Descriptor>): Promise<Descriptor>;
  /** An image of one layer with media types of OCI or of Docker. */
  image(architecture: string, types: MediaTypes, more?: Partial<Descriptor>): Promise<Descriptor>;
  finish(...manifests: readonly Descriptor[]): Promise<void>;
}

/** What an engine calls the parts of an image. */
export interface MediaTypes {
  readonly index: string;
  readonly manifest: string;
  readonly config: string;
  readonly layer: string;
}

export const ociTypes: MediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

export const dockerTypes: MediaTypes = {
  index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

/** Annotations of a manifest that BuildKit adds to an index for its build record. */
export const attestation = { 'vnd.docker.reference.type': 'attestation-manifest' } as const;

/** The uncompressed layer of {@link ForeignLayout.image}, and the configuration that goes with it. */
export async function foreignParts(
  architecture: string,
): Promise<{ readonly tar: Buffer; readonly config: object; readonly diffId: Digest }> {
  const tar = await tarOf([textEntry('etc/arch', architecture)]);
  const diffId = digestOf(tar);
  return { tar, diffId, config: { os: 'linux', architecture, rootfs: { type: 'layers', diff_ids: [diffId] } } };
}

/** Starts a layout in a folder. */
export async function foreignLayout(directory: string): Promise<ForeignLayout> {
  await mkdir(join(directory, 'blobs', 'sha256'), { recursive: true });
  const put: ForeignLayout['put'] = async (mediaType, value, more = {}) => {
    const bytes = value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value, undefined, 2));
    const digest = digestOf(bytes);
    await writeFile(join(directory, 'blobs', 'sha256', digestHex(digest)), bytes);
    return { mediaType, digest, size: bytes.length, ...more };
  };
  return {
    directory,
    put,
    image: async (architecture, types, more) => {
      const { tar, config } = await foreignParts(architecture);
      return put(
        types.manifest,
        {
          schemaVersion: 2,
          mediaType: types.manifest,
          config: await put(types.config, config),
          layers: [await put(types.layer, gzipSync(tar))],
        },
        more,
      );
    },
    finish: async (...manifests) => {
      await writeFile(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
      await writeFile(join(directory, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
    },
  };
}
