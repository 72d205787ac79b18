import { readFileSync } from 'node:fs';

/**
 * What we call ourselves in the record of a set: `slipway/1.2.3`.
 * It is what keeps kubectl from pruning our sets: kubectl refuses a set of another tool, and takes any that says `kubectl`.
 */
export function ownTooling(): string {
  // From src/drivers/kubernetes/set and from dist/drivers/kubernetes/set alike.
  const manifest = new URL('../../../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  return `slipway/${version}`;
}

/** Whether a set was made by Slipway, in whatever version. */
export function isOwnTooling(tooling: string): boolean {
  return tooling.startsWith('slipway/');
}
