import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readGoHeader } from '@slipway/kit';

/** Bytes of a Go file that are read: a licence and a package comment fit, the rest of the file is not looked at. */
const headBytes = 16 * 1024;

/**
 * The Go main packages that make a project a program: its own folder and those below `cmd/`.
 * As Go writes them (`.`, `./cmd/orders`), sorted. A folder that is not there has none.
 */
export async function findMainPackages(projectRoot: string): Promise<readonly string[]> {
  const commands = (await readFolder(join(projectRoot, 'cmd'))).filter(
    (entry) => entry.isDirectory() && !isIgnored(entry.name),
  );
  const candidates = ['.', ...commands.map(({ name }) => `./cmd/${name}`)].sort();
  const answers = await Promise.all(candidates.map((path) => isMainPackage(join(projectRoot, path))));
  return candidates.filter((_, at) => answers[at]);
}

async function isMainPackage(folder: string): Promise<boolean> {
  const files = (await readFolder(folder)).filter(
    ({ name }) => name.endsWith('.go') && !name.endsWith('_test.go') && !isIgnored(name),
  );
  for (const { name } of files) {
    const head = await readHead(join(folder, name));
    // A file outside every build says nothing about its folder: generators are often kept that way.
    if (/^\/\/(go:build|\s*\+build)\s+ignore\b/m.test(head)) continue;
    if (readGoHeader(head).packageName === 'main') return true;
  }
  return false;
}

/** Go leaves out what begins with `_` or `.`, and `testdata`. */
function isIgnored(name: string): boolean {
  return name.startsWith('_') || name.startsWith('.') || name === 'testdata';
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
