import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A descriptor as the OCI image specification has it. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** The configuration of an image, as far as tests look at it. */
export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly config: {
    readonly User?: string;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[];
    readonly WorkingDir?: string;
    readonly ExposedPorts?: Readonly<Record<string, unknown>>;
    readonly Labels?: Readonly<Record<string, string>>;
  };
}

/** One image of a layout. */
export interface Image {
  readonly platform: string;
  readonly digest: string;
  readonly config: ImageConfig;
  readonly layers: readonly Descriptor[];
}

/** What an OCI layout holds. Read by the specification alone, independently of the product. */
export interface Layout {
  readonly digest: string;
  readonly images: readonly Image[];
  /** Bytes of a layer's tar. */
  layerTar(layer: Descriptor): Promise<Buffer>;
}

/** Reads a layout and checks that every blob is what its name says, and that there is none besides. */
export async function readLayout(folder: string): Promise<Layout> {
  const seen = new Set<string>();
  const blob = async ({ digest, size }: Descriptor): Promise<Buffer> => {
    const bytes = await readFile(join(folder, 'blobs/sha256', digest.slice(7)));
    const actual = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (actual !== digest || bytes.length !== size)
      throw new Error(`blob ${digest} holds ${actual}, ${bytes.length} bytes`);
    seen.add(digest.slice(7));
    return bytes;
  };
  const parse = async <T>(descriptor: Descriptor): Promise<T> => JSON.parse((await blob(descriptor)).toString()) as T;
  const { manifests } = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as {
    manifests: readonly Descriptor[];
  };
  const [root, ...others] = manifests;
  if (root === undefined || others.length > 0) throw new Error(`index.json names ${manifests.length} roots`);

  const isIndex = root.mediaType === 'application/vnd.oci.image.index.v1+json';
  const roots = isIndex ? (await parse<{ manifests: readonly Descriptor[] }>(root)).manifests : [root];
  const images = await Promise.all(
    roots.map(async (descriptor): Promise<Image> => {
      const manifest = await parse<{ config: Descriptor; layers: readonly Descriptor[] }>(descriptor);
      const config = await parse<ImageConfig>(manifest.config);
      for (const layer of manifest.layers) await blob(layer);
      return {
        platform: `${config.os}/${config.architecture}`,
        digest: descriptor.digest,
        config,
        layers: manifest.layers,
      };
    }),
  );
  const stray = (await readdir(join(folder, 'blobs/sha256'))).filter((name) => !seen.has(name));
  if (stray.length > 0) throw new Error(`blobs that nothing refers to: ${stray.join(', ')}`);
  return { digest: root.digest, images, layerTar: async (layer) => inflate(layer, await blob(layer)) };
}

function inflate({ mediaType }: Descriptor, bytes: Buffer): Buffer {
  return mediaType.endsWith('+gzip') ? gunzipSync(bytes) : bytes;
}
