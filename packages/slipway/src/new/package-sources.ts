import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What a workspace depends on by itself: plugins, the command, and what its own drivers and templates import. */
const direct = [
  '@slipway/deploy',
  '@slipway/go',
  '@slipway/image',
  '@slipway/kit',
  '@slipway/template',
  '@slipway/templates',
  'slipway',
] as const;

/** Packages that come along from a registry, but have to be named where they come from tarballs. */
const indirect = ['@slipway/oci'] as const;

/** Package name → what package.json says about it, or the problem in one sentence. */
export type PackageSources = { readonly dependencies: Readonly<Record<string, string>> } | { readonly problem: string };

/** Where the packages of Slipway come from: the registry, or a folder of tarballs as `npm run pack` leaves it. */
export async function findPackageSources(
  version: string,
  from: string | undefined,
  cwd: string,
): Promise<PackageSources> {
  if (from === undefined) return { dependencies: Object.fromEntries(direct.map((name) => [name, version])) };
  const folder = resolve(cwd, from);
  const files = await readdir(folder).catch(() => undefined);
  if (files === undefined) return { problem: `--from: there is no folder ${folder}.` };
  const tarballs = [...direct, ...indirect].map((name) => ({ name, file: tarballName(name, version) }));
  const missing = tarballs.filter(({ file }) => !files.includes(file)).map(({ file }) => file);
  if (missing.length > 0) return { problem: `--from: ${folder} has no ${missing.join(', ')}.` };
  return { dependencies: Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${join(folder, file)}`])) };
}

/** The name that npm gives a packed package. */
function tarballName(name: string, version: string): string {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}
