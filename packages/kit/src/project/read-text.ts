import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadText } from './npm-workspaces.ts';

/** Reads texts of a workspace on disk. What cannot be read is absent: the graph must not fail for one file. */
export function createTextReader(workspaceRoot: string): ReadText {
  return (path) => {
    try {
      return readFileSync(join(workspaceRoot, path), 'utf8');
    } catch {
      return undefined; // Absent, a folder, no permission: Nx names such files itself.
    }
  };
}
