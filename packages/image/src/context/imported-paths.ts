import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isIgnoredFolder, readGoHeader } from '@slipway/kit';

/**
 * Every import path in the Go files of a module, tests left out: they are in no image.
 * In a workspace a module may import another without a `require` line.
 */
export async function readImportedPaths(module: string): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    if (folder !== module && entries.some(({ name }) => name === 'go.mod')) return;
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !isIgnoredFolder(entry.name)) await visit(path);
      if (!entry.isFile() || !entry.name.endsWith('.go') || entry.name.endsWith('_test.go')) continue;
      for (const imported of readGoHeader(await readFile(path, 'utf8')).imports) paths.add(imported);
    }
  };
  await visit(module);
  return paths;
}
