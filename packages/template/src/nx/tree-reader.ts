import type { Tree } from '@nx/devkit';
import type { TreeReader } from '../engine/hooks/template-hooks.ts';
import { comparePaths } from '../engine/paths/check-path.ts';
import { toWorkspacePath } from '../engine/paths/workspace-path.ts';

/** The reading half of an Nx tree, kept inside the workspace: what lies outside does not exist. */
export function toTreeReader(tree: Tree): TreeReader {
  return {
    exists: (path) => {
      const inside = toWorkspacePath(path);
      return inside !== undefined && tree.exists(inside);
    },
    read: (path) => {
      const inside = toWorkspacePath(path);
      return inside !== undefined && tree.isFile(inside) ? (tree.read(inside, 'utf-8') ?? undefined) : undefined;
    },
    children: (path) => {
      const inside = toWorkspacePath(path);
      return inside === undefined ? [] : tree.children(inside).toSorted(comparePaths);
    },
  };
}
