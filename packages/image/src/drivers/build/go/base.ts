import { join, resolve } from 'node:path';
import { formatPlatform, SlipwayError, type BuildRequest, type DriverContext, type Platform } from '@slipway/kit';
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

/**
 * Packs the built-in base layer, or takes the one the cache has: it is equal for every service.
 * With the option `base` the layers of that image take its place.
 */
export async function prepareBase(
  { projectRoot, cacheDir, platforms, sourceDateEpoch }: BuildRequest,
  context: DriverContext<GoDriverOptions>,
): Promise<Base> {
  const { options } = context;
  const packOptions: PackOptions = { cacheDir: join(cacheDir, 'layers'), compression: options.compression };
  if (options.base !== undefined) {
    assertNoCaFiles(options);
    const { fetchBase } = await import('./remote-base.ts');
    const images = await fetchBase(options.base, platforms, join(cacheDir, 'bases'), context);
    return { packOptions, of: (platform) => images.get(formatPlatform(platform)) ?? { layers: [] } };
  }
  // Loaded here, while the compiler runs.
  const { baseLayer, packLayer } = await import('@slipway/oci');
  const caFiles = options.caFiles.map((file) => resolve(projectRoot, file));
  const layer = await packLayer(await baseLayer({ caFiles, mtime: sourceDateEpoch }), packOptions);
  return { packOptions, of: () => ({ layers: [layer] }) };
}

/** A base image brings its own roots, in a place that only it knows. */
function assertNoCaFiles({ caFiles }: GoDriverOptions): void {
  if (caFiles.length === 0) return;
  throw new SlipwayError({
    code: 'DRIVER_OPTIONS_INVALID',
    summary: 'driverOptions.caFiles and driverOptions.base do not go together.',
    state: 'Nothing was built; an earlier image is untouched.',
    hint: 'Use a base image that trusts your roots, or leave out base: the built-in one takes caFiles.',
  });
}
