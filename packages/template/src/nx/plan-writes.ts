import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import { SlipwayError } from '@slipway/kit';
import { foldPath } from '../engine/paths/check-path.ts';
import { findLink } from '../engine/paths/find-link.ts';
import type { FileMode } from '../engine/manifest/manifest.ts';

/** One file to bring into the tree, by its path in the workspace. */
export interface PlannedWrite {
  readonly path: string;
  readonly bytes: Buffer;
  readonly mode: FileMode;
}

/**
 * The writes that are still needed: a file that is there with equal bytes is left alone,
 * and one that holds only their beginning is completed, as a run that was killed while Nx wrote leaves it: no byte is lost.
 * Throws PATH_OUTSIDE_WORKSPACE for links, and TEMPLATE_FILE_EXISTS with every path that holds something else.
 */
export function planWrites(tree: Tree, wanted: readonly PlannedWrite[]): readonly PlannedWrite[] {
  const links = new Set(wanted.flatMap(({ path }) => findLink(tree.root, path) ?? []));
  if (links.size > 0) {
    throw new SlipwayError({
      code: 'PATH_OUTSIDE_WORKSPACE',
      summary: 'Files would be written through symbolic links.',
      details: [...links].map((link) => `${link} is a symbolic link`),
      state: 'Nothing was written.',
    });
  }
  const obstacles = new Set(wanted.flatMap((write) => obstacleOf(tree, write) ?? []));
  if (obstacles.size > 0) {
    throw new SlipwayError({
      code: 'TEMPLATE_FILE_EXISTS',
      summary: `${obstacles.size} ${obstacles.size === 1 ? 'file is' : 'files are'} there already and would be lost.`,
      details: [...obstacles],
      state: 'Nothing was written.',
      hint: 'Choose another folder, or move these files away.',
    });
  }
  return wanted.filter(({ path, bytes }) => tree.read(path)?.equals(bytes) !== true);
}

function obstacleOf(tree: Tree, { path, bytes }: PlannedWrite): string | undefined {
  const segments = path.split('/');
  for (let depth = 1; depth <= segments.length; depth++) {
    const part = segments.slice(0, depth).join('/');
    const isTarget = depth === segments.length;
    if (!tree.exists(part)) {
      const twin = twinOf(tree, part);
      if (twin !== undefined) return `${twin} differs from ${part} in case only`;
    } else if (isTarget && !tree.isFile(part)) return `${part} is a folder`;
    else if (!isTarget && tree.isFile(part)) return `${part} is a file, and a folder is needed there`;
  }
  const current = tree.read(path);
  if (current === null) return undefined;
  return bytes.subarray(0, current.length).equals(current) ? undefined : `${path} has other content`;
}

/** A neighbour that a file system which ignores case takes for the same file. */
function twinOf(tree: Tree, path: string): string | undefined {
  const folder = posix.dirname(path);
  const name = posix.basename(path);
  // It may have come into being since it was looked for: another generator makes the same folder.
  const twin = tree.children(folder).find((child) => child !== name && foldPath(child) === foldPath(name));
  return twin === undefined ? undefined : posix.join(folder, twin);
}
