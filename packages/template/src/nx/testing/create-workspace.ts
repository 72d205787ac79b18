import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tree } from '@nx/devkit';

/** An Nx workspace in a temporary folder, for specs of generators that care about what is really on disk. */
export interface TestWorkspace {
  /** Absolute, without symbolic links. */
  readonly root: string;
  /** A fresh tree over the folder, as `nx g` opens one. */
  openTree(): Promise<Tree>;
  /** Writes a tree's changes to the folder, as Nx does after a generator. */
  flush(tree: Tree): void;
  /** Writes files, by their path in the workspace. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  dispose(): void;
}

/** Makes a workspace called `acme` with a package.json and an nx.json, and the files given. */
export function createWorkspace(files: Readonly<Record<string, string | Uint8Array>> = {}): TestWorkspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-workspace-')));
  const write: TestWorkspace['write'] = (more) => {
    for (const [path, content] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  };
  write({ 'package.json': '{ "name": "@acme/source" }\n', 'nx.json': '{}\n', ...files });
  return {
    root,
    write,
    openTree: () => openTree(root),
    flush: (tree) => {
      for (const { path, type, content, options } of tree.listChanges()) {
        if (type === 'DELETE') rmSync(join(root, path), { recursive: true });
        else {
          mkdirSync(dirname(join(root, path)), { recursive: true });
          writeFileSync(join(root, path), content ?? '', { mode: Number(options?.mode ?? 0o644) });
        }
      }
    },
    dispose: () => rmSync(root, { recursive: true }),
  };
}

async function openTree(root: string): Promise<Tree> {
  const { createTree } = await import('@nx/devkit/testing');
  // Nx offers no public way to open a tree over a folder of one's choice; the class of its empty tree does it.
  const FolderTree = createTree().constructor as new (root: string, isVerbose: boolean) => Tree;
  return new FolderTree(root, false);
}
