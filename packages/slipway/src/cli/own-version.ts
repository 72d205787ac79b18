import { readFileSync } from 'node:fs';

/** The version of this package, which all of @slipway shares. The path is the same from src and from dist. */
export function readOwnVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
