import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this package. All packages of Slipway are released together under one. */
export function ownVersion(): string {
  // From src/generators/init and from dist/generators/init alike.
  const manifest = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}

/**
 * Where a package comes from when ours came from a tarball: the tarball beside it.
 * So `nx add @slipway/go@file:…` works on a machine that reaches no registry with our packages in it.
 */
export function companionVersion(
  name: string,
  dependencies: Readonly<Record<string, string>>,
  workspaceRoot: string,
): string | undefined {
  const own = dependencies['@slipway/go'];
  if (own === undefined || !own.startsWith('file:') || !own.endsWith('.tgz')) return undefined;
  const tarball = own
    .slice('file:'.length)
    .replace(/slipway-go-([^/\\]+\.tgz)$/, `${name.replace(/^@slipway\//, 'slipway-')}-$1`);
  return existsSync(join(tarball.startsWith('/') ? '' : workspaceRoot, tarball)) ? `file:${tarball}` : undefined;
}
