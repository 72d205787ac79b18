import { createHash } from 'node:crypto';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A hash of every name, mode and byte below a folder: equal before and after means nothing was touched. */
export async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }));
  for (const { entry, path } of files.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path}\0`);
    if (entry.isSymbolicLink()) hash.update(await readlink(path));
    else if (entry.isFile()) hash.update(`${(await stat(path)).mode}\0`).update(await readFile(path));
  }
  return hash.digest('hex');
}
