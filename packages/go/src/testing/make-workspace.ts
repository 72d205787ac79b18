import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files of a workspace: path → text. */
export type Files = Readonly<Record<string, string>>;

/**
 * Makes a workspace on disk. Returns its absolute path.
 * `onEnd` takes what removes it again: `onTestFinished` of vitest.
 */
export async function makeWorkspace(onEnd: (remove: () => Promise<void>) => void, files: Files): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'slipway-go-')));
  onEnd(() => rm(root, { recursive: true, force: true }));
  await writeFiles(root, files);
  return root;
}

/** Writes files into a workspace. */
export async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
