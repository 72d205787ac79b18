import { createHash } from 'node:crypto';
import { comparePaths } from '../paths/check-path.ts';
import type { FoundFile } from './walk-files.ts';

/**
 * The identity of a template's content, independent of place, time and order on disk.
 * One line per file: mode, sha256 of the bytes, path. Golden cases and documents do not belong to it.
 */
export function treeHash(files: readonly FoundFile[]): string {
  const lines = files
    .toSorted((a, b) => comparePaths(a.path, b.path))
    .map(({ path, bytes, executable }) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      return `${executable ? '0755' : '0644'} ${hash} ${path}\n`;
    });
  return `sha256-${createHash('sha256').update(lines.join('')).digest('hex')}`;
}
