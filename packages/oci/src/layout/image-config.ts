import { normalizePlatform, type Platform } from '@slipway/kit';
import type { ContainerConfig, ImageConfigFile } from './documents.ts';
import type { PackedLayer } from './pack-layer.ts';

/** One platform of an image that is to be written. */
export interface ImageSource {
  readonly platform: Platform;
  /** From the bottom up. */
  readonly layers: readonly PackedLayer[];
  readonly config: ContainerConfig;
  /** Seconds since 1970 for `created` and the history. Default: 0. */
  readonly sourceDateEpoch?: number;
}

/**
 * The configuration of an image. Keys come in one order, and maps are sorted, because their bytes are the digest.
 * `created` and a history entry for each layer are there so that `docker history` and `podman history` show the layers.
 */
export function planImageConfig({ platform, layers, config, sourceDateEpoch = 0 }: ImageSource): ImageConfigFile {
  const { os, architecture, variant } = normalizePlatform(platform);
  const created = toTimestamp(sourceDateEpoch);
  return {
    created,
    architecture,
    os,
    ...(variant === undefined ? {} : { variant }),
    config: canonicalConfig(config),
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ createdBy }) => ({ created, created_by: createdBy })),
  };
}

/** RFC 3339 without fractions of a second. */
function toTimestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function canonicalConfig(config: ContainerConfig): ContainerConfig {
  const { User, ExposedPorts, Env, Entrypoint, Cmd, WorkingDir, Labels, StopSignal, Healthcheck } = config;
  return withoutUndefined({
    User,
    ExposedPorts: ExposedPorts && sortKeys(ExposedPorts),
    Env,
    Entrypoint,
    Cmd,
    Healthcheck,
    WorkingDir,
    Labels: Labels && sortKeys(Labels),
    StopSignal,
  });
}

function withoutUndefined(config: {
  readonly [Key in keyof ContainerConfig]: ContainerConfig[Key] | undefined;
}): ContainerConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

function sortKeys<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
