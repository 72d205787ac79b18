import { join } from 'node:path';
import { parsePlatform } from '@slipway/kit';
import type { Layout } from '../layout/layout.ts';
import { packLayer, type PackedLayer } from '../layout/pack-layer.ts';
import { writeLayout } from '../layout/write-layout.ts';

/** What an image for tests holds. */
export interface SampleLayoutOptions {
  /** Default: `linux/amd64`. Several make an index. */
  readonly platforms?: readonly string[];
  /** Content of the upper layer, which differs by platform. The lower layer is the same in all samples. */
  readonly program?: string;
  /** Least bytes of the upper layer, uncompressed. Default: as long as `program`. */
  readonly size?: number;
}

/** Writes a small image of two layers into `<folder>/<name>`, and what it needs for that into `<folder>/cache`. */
export async function writeSampleLayout(
  folder: string,
  name = 'oci',
  { platforms = ['linux/amd64'], program = 'program', size = 0 }: SampleLayoutOptions = {},
): Promise<Layout> {
  const pack = (path: string, content: string, mode: number): Promise<PackedLayer> =>
    packLayer(
      { entries: [{ kind: 'file', path, mode, content: Buffer.from(content) }], createdBy: path },
      { cacheDir: join(folder, 'cache'), compression: 'none' },
    );
  const images = await Promise.all(
    platforms.map(async (platform) => ({
      platform: parsePlatform(platform),
      layers: [
        await pack('etc/hostname', 'sample\n', 0o644),
        await pack('program', `${program} for ${platform}\n`.padEnd(size, '.'), 0o755),
      ],
      config: { Entrypoint: ['/program'] },
    })),
  );
  return writeLayout(join(folder, name), images);
}
