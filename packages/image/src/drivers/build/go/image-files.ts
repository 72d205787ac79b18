import { lstat, readdir } from 'node:fs/promises';
import { join, posix, relative, resolve } from 'node:path';
import { isInside, SlipwayError } from '@slipway/kit';
import type { FileEntry } from '@slipway/oci';
import type { ImageFile } from './go-options.ts';

const defaultMode = 0o644;

/**
 * The entries of the option `files`: a file as it is, a folder with all files in it.
 * Modes come from the option alone, links are not followed. Throws FILE_UNREADABLE with every problem.
 */
export async function readImageFiles(projectRoot: string, files: readonly ImageFile[]): Promise<readonly FileEntry[]> {
  const problems: string[] = [];
  const entries: FileEntry[] = [];
  for (const { from, to, mode } of files) {
    const source = resolve(projectRoot, from);
    if (!isInside(projectRoot, source)) {
      problems.push(`${from} lies outside the project`);
      continue;
    }
    const sources = await listFiles(source);
    if (sources.length === 0) problems.push(`${from} is no file, and no folder with files in it`);
    for (const file of sources) {
      const target = posix.join(to, relative(source, file).replaceAll('\\', '/'));
      entries.push({
        kind: 'file',
        path: target.replace(/^\/+/, '').replace(/\/$/, ''),
        mode: mode === undefined ? defaultMode : Number.parseInt(mode, 8),
        content: { file },
      });
    }
  }
  if (problems.length === 0) return entries;
  throw new SlipwayError({
    code: 'FILE_UNREADABLE',
    summary: 'Files that driverOptions.files puts into the image cannot be used.',
    details: problems,
    state: 'Nothing was built; an earlier image is untouched.',
  });
}

async function listFiles(path: string): Promise<readonly string[]> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isFile() === true) return [path];
  if (stats?.isDirectory() !== true) return [];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
