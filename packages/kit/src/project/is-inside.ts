import { isAbsolute, relative, sep } from 'node:path';

/**
 * Whether a path is the folder or lies in it, by their names; a name such as `..data` leads nowhere.
 * Both are absolute; where links matter, both as `realpath` gives them.
 */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
