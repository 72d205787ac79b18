import { formatSize } from '../output/format-size.ts';
import type { ImageDescription, PlatformDescription } from './describe-image.ts';

/** The description as aligned lines. */
export function renderDescription({ name, digest, driver, size, platforms }: ImageDescription): readonly string[] {
  const head = rows([
    ['image', name],
    ['digest', digest],
    ['size', formatSize(size)],
    ['driver', driver],
  ]);
  return [...head, ...platforms.flatMap((platform) => ['', ...renderPlatform(platform)])];
}

function renderPlatform(platform: PlatformDescription): readonly string[] {
  const { layers, labels, env, entrypoint, ports, healthcheck, user, workingDir } = platform;
  const layerRows = layers.map(({ digest, size, createdBy }, at): [string, string] => [
    at === 0 ? 'layers' : '',
    `${digest.slice(0, 'sha256:'.length + 12)}  ${formatSize(size).padStart(8)}  ${createdBy}`,
  ]);
  const listed = (title: string, lines: readonly string[]) =>
    lines.map((line, at): [string, string] => [at === 0 ? title : '', line]);
  return [
    platform.platform,
    ...rows([
      ['digest', platform.digest],
      ...layerRows,
      ['user', user === '' ? 'root' : user],
      ['entrypoint', entrypoint.map((word) => (/^[\w./:=-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')],
      ['workdir', workingDir],
      ['ports', ports.join(', ')],
      ['healthcheck', healthcheck.join(' ')],
      ...listed('env', env),
      ...listed(
        'labels',
        Object.entries(labels).map(([key, value]) => `${key}=${value}`),
      ),
    ]).map((line) => `  ${line}`),
  ];
}

/** Rows without a value are left out. */
function rows(pairs: readonly (readonly [string, string])[]): readonly string[] {
  return pairs.filter(([, value]) => value !== '').map(([title, value]) => `${title.padEnd(12)}${value}`);
}
