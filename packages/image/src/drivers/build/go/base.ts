import { join, resolve } from 'node:path';
import type { BuildRequest, DriverContext, Platform } from '@slipway/kit';
import type { ContainerConfig, PackedLayer, PackOptions } from '@slipway/oci';
import type { GoDriverOptions } from './go-options.ts';

/** What the program is put on. */
export interface Base {
  /** How every layer of the image is packed. */
  readonly packOptions: PackOptions;
  of(platform: Platform): BaseImage;
}

/** The base of one platform. */
export interface BaseImage {
  readonly layers: readonly PackedLayer[];
  /** How the base wants programs to be run; the image's own settings go over it. */
  readonly config?: ContainerConfig;
}

/** Packs the built-in base layer, or takes the one the cache has: it is equal for every service. */
export async function prepareBase(
  { projectRoot, cacheDir, sourceDateEpoch }: BuildRequest,
  { options }: Pick<DriverContext<GoDriverOptions>, 'options'>,
): Promise<Base> {
  // Loaded here, while the compiler runs.
  const { baseLayer, packLayer } = await import('@slipway/oci');
  const packOptions: PackOptions = { cacheDir: join(cacheDir, 'layers'), compression: options.compression };
  const caFiles = options.caFiles.map((file) => resolve(projectRoot, file));
  const layer = await packLayer(await baseLayer({ caFiles, mtime: sourceDateEpoch }), packOptions);
  return { packOptions, of: () => ({ layers: [layer] }) };
}
