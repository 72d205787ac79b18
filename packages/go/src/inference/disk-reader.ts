import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderReader, ReadText } from '@slipway/kit';

/** Reads a workspace on disk. What cannot be read is absent: the graph must not fail for one file. */
export interface DiskReader extends FolderReader {
  readonly read: ReadText;
  /** The first `length` bytes; shorter where the file is. */
  readStart(file: string, length: number): Buffer;
}

/** Enough for the package clause, a licence above it, and the imports of nearly every file. */
const headLength = 4096;

/** Makes a reader of one workspace. */
export function createDiskReader(workspaceRoot: string): DiskReader {
  const readStart = (file: string, length: number): Buffer => readFirstBytes(join(workspaceRoot, file), length);
  return {
    read(path) {
      try {
        return readFileSync(join(workspaceRoot, path), 'utf8');
      } catch {
        return undefined; // Absent, a folder, no permission: Nx names such files itself.
      }
    },
    list(folder) {
      try {
        const entries = readdirSync(join(workspaceRoot, folder), { withFileTypes: true });
        // A symbolic link to a folder is none here: the go command does not follow it either.
        return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
      } catch {
        return []; // Absent or unreadable: a folder without packages, and no reason to stop the graph.
      }
    },
    readHead: (file) => readStart(file, headLength).toString('utf8'),
    readStart,
  };
}

function readFirstBytes(path: string, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return buffer.subarray(0, readSync(file, buffer, 0, length, 0));
  } catch {
    return Buffer.alloc(0); // Deleted since it was listed, or unreadable: a file without imports.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
