import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isGoCommand, isGoFile, isIgnoredFolder } from '@slipway/kit';

/** Bytes of a Go file that are read: a licence and a package comment fit, the rest of the file is not looked at. */
const headBytes = 16 * 1024;

/**
 * The Go main packages that make a project a program: its own folder and those below `cmd/`.
 * As Go writes them (`.`, `./cmd/orders`), sorted. A folder that is not there has none.
 */
export async function findMainPackages(projectRoot: string): Promise<readonly string[]> {
  const commands = (await readFolder(join(projectRoot, 'cmd'))).filter(
    (entry) => entry.isDirectory() && !isIgnoredFolder(entry.name),
  );
  const candidates = ['.', ...commands.map(({ name }) => `./cmd/${name}`)].sort();
  const answers = await Promise.all(candidates.map((path) => isMainPackage(join(projectRoot, path))));
  return candidates.filter((_, at) => answers[at]);
}

async function isMainPackage(folder: string): Promise<boolean> {
  const names = (await readFolder(folder)).filter((entry) => entry.isFile()).map(({ name }) => name);
  const files = names.filter((name) => isGoFile(name, { tests: false })).sort();
  return isGoCommand(await Promise.all(files.map((name) => readHead(join(folder, name)))));
}

async function readFolder(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return [];
    throw error;
  }
}

async function readHead(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
