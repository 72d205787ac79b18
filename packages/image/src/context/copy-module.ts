import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { isInside } from '@slipway/kit';

/** Folders that no Go build reads, and that can be larger than all the rest. */
const ignored = new Set(['.git', '.hg', '.nx', 'node_modules']);

/** Where modules are copied from and to. Paths are absolute. */
export interface CopyPlan {
  readonly workspaceRoot: string;
  /** The folder that the copy stands for. */
  readonly root: string;
  /** Root of the copy. */
  readonly directory: string;
}

/**
 * Copies the files of one module to the same relative path below another root.
 * Links are copied as links, and only those that stay inside the module: none is ever followed.
 */
export async function copyModule(module: string, plan: CopyPlan): Promise<void> {
  const { workspaceRoot, root, directory } = plan;
  const copyFolder = async (folder: string): Promise<void> => {
    const target = join(directory, relative(root, folder));
    await mkdir(target, { recursive: true });
    const entries = await readdir(folder, { withFileTypes: true });
    const isOtherModule = folder !== module && entries.some(({ name }) => name === 'go.mod');
    if (isOtherModule) return;
    for (const entry of entries) {
      const from = join(folder, entry.name);
      const to = join(target, entry.name);
      if (entry.isDirectory()) {
        if (!ignored.has(entry.name) && from !== join(workspaceRoot, 'dist')) await copyFolder(from);
      } else if (entry.isSymbolicLink()) await copyLink(from, to, module);
      else if (entry.isFile() && from !== join(module, 'go.work')) await copyFile(from, to, constants.COPYFILE_FICLONE);
    }
  };
  await copyFolder(module);
}

async function copyLink(from: string, to: string, module: string): Promise<void> {
  const target = await readlink(from);
  const leaves = !isInside(module, resolve(dirname(from), target));
  if (!leaves && !target.startsWith('/')) await symlink(target, to);
}
