import type { ImageRecord } from '@slipway/kit';
import { formatPlatform } from '@slipway/kit';
import type { ContainerConfig, Layout } from '@slipway/oci';

/** What docker-inspect shows. With --json it is printed as it is. */
export interface ImageDescription {
  readonly schema: 1;
  readonly name: string;
  readonly digest: string;
  readonly driver: string;
  /** Bytes, as stored. */
  readonly size: number;
  readonly platforms: readonly PlatformDescription[];
}

/** The image of one platform. */
export interface PlatformDescription {
  readonly platform: string;
  readonly digest: string;
  readonly layers: readonly { readonly digest: string; readonly size: number; readonly createdBy: string }[];
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly workingDir: string;
  readonly env: readonly string[];
  readonly ports: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly healthcheck: readonly string[];
}

/** Describes a layout whose digests were checked. */
export function describeImage({ name, driver }: ImageRecord, layout: Layout): ImageDescription {
  return {
    schema: 1,
    name,
    digest: layout.digest,
    driver,
    size: layout.size,
    platforms: layout.images.map(({ platform, descriptor, manifest, config }) => {
      const container: ContainerConfig = config.config ?? {};
      const history = (config.history ?? []).filter(({ empty_layer }) => empty_layer !== true);
      return {
        platform: formatPlatform(platform),
        digest: descriptor.digest,
        layers: manifest.layers.map(({ digest, size }, at) => ({
          digest,
          size,
          createdBy: history[at]?.created_by ?? '',
        })),
        user: container.User ?? '',
        entrypoint: [...(container.Entrypoint ?? []), ...(container.Cmd ?? [])],
        workingDir: container.WorkingDir ?? '/',
        env: container.Env ?? [],
        ports: Object.keys(container.ExposedPorts ?? {}),
        labels: container.Labels ?? {},
        healthcheck: container.Healthcheck?.Test ?? [],
      };
    }),
  };
}
