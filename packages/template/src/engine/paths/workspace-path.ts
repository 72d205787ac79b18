import { isAbsolute, posix, win32 } from 'node:path';

/** A path in its shortest form, relative to the workspace root; undefined when it leaves the workspace. */
export function toWorkspacePath(path: string): string | undefined {
  if (isAbsolute(path) || win32.isAbsolute(path) || path.includes('\0')) return undefined;
  const normal = posix.normalize(path).replace(/\/$/, '');
  return normal === '..' || normal.startsWith('../') ? undefined : normal;
}
