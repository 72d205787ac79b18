import { lstat, mkdir, readlink, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Points a link at a file, replacing an older link and nothing else. */
export async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if ((await lstat(path).catch(() => undefined))?.isSymbolicLink()) await rm(path);
  await symlink(target, path);
}

/** Puts executables into a folder, under their own names. */
export async function linkInto(folder: string, targets: readonly string[]): Promise<void> {
  for (const target of targets) await link(target, join(folder, basename(target)));
}

/** Removes a link that leads below `folder`; a file or somebody else's link stays. */
export async function unlinkFrom(folder: string, path: string): Promise<void> {
  const target = await readlink(path).catch(() => '');
  if (target.startsWith(`${folder}/`)) await rm(path, { force: true });
}
