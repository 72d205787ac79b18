import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toWriteError } from '@slipway/kit';

/** Makes the folder of a file that a go command is to write, where an option names one. Throws WRITE_FAILED. */
export async function makeFolderOf(file: string | undefined, workspaceRoot: string): Promise<void> {
  if (file === undefined) return;
  const path = join(workspaceRoot, file);
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw toWriteError(error, path);
  }
}
