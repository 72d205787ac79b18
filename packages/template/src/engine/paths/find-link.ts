import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The first part of a path below `root` that is a symbolic link on disk, or undefined.
 * Both the folders on the way and the target are looked at; what does not exist is no link.
 */
export function findLink(root: string, path: string): string | undefined {
  const segments = path.split('/');
  for (let depth = 1; depth <= segments.length; depth++) {
    const part = segments.slice(0, depth).join('/');
    const stats = lstatSync(join(root, part), { throwIfNoEntry: false });
    if (stats?.isSymbolicLink() === true) return part;
    if (stats?.isDirectory() !== true) return undefined;
  }
  return undefined;
}
