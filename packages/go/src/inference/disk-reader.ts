import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { createIgnoreRules, type FolderReader, type ReadText } from '@slipway/kit';

/** Reads a workspace on disk. What cannot be read is absent: the graph must not fail for one file. */
export interface DiskReader extends FolderReader {
  readonly read: ReadText;
  /** The first `length` bytes, as text; undefined where the file cannot be read. */
  readStart(file: string, length: number): FileStart | undefined;
}

/** The beginning of a file. */
export interface FileStart {
  readonly text: string;
  /** Whether the file may go on behind it. */
  readonly isFull: boolean;
}

/** Enough for the package clause, a licence above it, and the imports of nearly every file. */
const headLength = 4096;

/** Makes a reader of one workspace. */
export function createDiskReader(workspaceRoot: string): DiskReader {
  // One buffer for all heads: a new one for each of ten thousand files is more work than reading them.
  const head = Buffer.allocUnsafeSlow(headLength);
  const readStart = (file: string, length: number): FileStart | undefined => {
    const buffer = length <= headLength ? head : Buffer.allocUnsafeSlow(length);
    const read = readFirstBytes(pathOf(file), buffer, length);
    return read === undefined ? undefined : { text: buffer.toString('utf8', 0, read), isFull: read === length };
  };
  // Not `join`: these paths are clean, and normalizing each once more shows in the cost of the graph.
  const pathOf = (path: string) => `${workspaceRoot}/${path}`;
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(pathOf(path), 'utf8');
    } catch {
      return undefined; // Absent, a folder, no permission: Nx names such files itself.
    }
  };
  const rules = createIgnoreRules(read);
  return {
    read,
    list(folder) {
      try {
        const entries = readdirSync(pathOf(folder), { withFileTypes: true });
        rules.see(folder, new Set(entries.map(({ name }) => name)));
        // A symbolic link to a folder is none here: the go command does not follow it either.
        return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
      } catch {
        return []; // Absent or unreadable: a folder without packages, and no reason to stop the graph.
      }
    },
    isIgnored: (path, isFolder) => rules.isIgnored(path, isFolder),
    readHead: (file) => readStart(file, headLength)?.text ?? '',
    readStart,
  };
}

/** How many bytes were read; undefined of a file that was deleted since it was listed, or that is unreadable. */
function readFirstBytes(path: string, buffer: Buffer, length: number): number | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return readSync(file, buffer, 0, length, 0);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
