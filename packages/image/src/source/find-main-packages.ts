import { closeSync, openSync, readdirSync, readSync, type Dirent } from 'node:fs';
import { isGoCommand, isGoFile, isIgnoredFolder } from '@slipway/kit';

/** Bytes of a Go file that are read: a licence and a package comment fit, the rest of the file is not looked at. */
const headBytes = 16 * 1024;

/** Every head goes through it: a buffer for each of a thousand projects is more work than reading them. */
const head = Buffer.allocUnsafeSlow(headBytes);

/**
 * The Go main packages that make a project a program: its own folder and those below `cmd/`.
 * As Go writes them (`.`, `./cmd/orders`), sorted. What is not there or cannot be read has none: no file may fail the graph.
 * It waits for the disk, because the graph asks it of every project: promises would take longer than the reading.
 */
export function findMainPackages(projectRoot: string): readonly string[] {
  const root = readFolder(projectRoot);
  const hasCommands = root.some(({ name }) => name === 'cmd');
  const commands = (hasCommands ? readFolder(`${projectRoot}/cmd`) : []).filter(
    (entry) => entry.isDirectory() && !isIgnoredFolder(entry.name),
  );
  const below = commands
    .map(({ name }) => `cmd/${name}`)
    .filter((folder) => isMainPackage(`${projectRoot}/${folder}`, readFolder(`${projectRoot}/${folder}`)));
  return [...(isMainPackage(projectRoot, root) ? ['.'] : []), ...below.map((folder) => `./${folder}`).sort()];
}

function isMainPackage(folder: string, entries: readonly Dirent[]): boolean {
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return isGoCommand(readHeads(folder, names.filter((name) => isGoFile(name, { tests: false })).sort()));
}

/** One after the other, because the first file that counts decides. */
function* readHeads(folder: string, names: readonly string[]): Generator<string, void, undefined> {
  for (const name of names) yield readHead(`${folder}/${name}`);
}

function readFolder(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readHead(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return head.toString('utf8', 0, readSync(file, head, 0, headBytes, 0));
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
