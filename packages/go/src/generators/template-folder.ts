import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of one of the templates in `@slipway/templates`, wherever the package manager has put it. */
export function templateFolder(name: string): string {
  const manifest = createRequire(import.meta.url).resolve('@slipway/templates/package.json');
  return join(dirname(manifest), name);
}
