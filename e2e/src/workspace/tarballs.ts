import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm run pack` leaves the packages. */
export const tarballFolder: string = join(import.meta.dirname, '../../../dist/packages');

/** Package name → tarball: `@slipway/kit` → `…/slipway-kit-0.1.0.tgz`. */
export function findTarballs(): Readonly<Record<string, string>> {
  const files = readdirSync(tarballFolder).filter((name) => name.endsWith('.tgz'));
  const entries = files.map((file) => {
    const name = file.replace(/-\d+\.\d+\.\d+.*\.tgz$/, '');
    return [name.replace(/^slipway-/, '@slipway/'), join(tarballFolder, file)] as const;
  });
  return Object.fromEntries(entries);
}
