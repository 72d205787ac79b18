import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';

/** A project of the workspace: its name and its root, relative to the workspace with `/`. */
export interface KnownProject {
  readonly name: string;
  readonly root: string;
}

/**
 * The projects of the workspace: those of the graph that Nx made for this very command, inferred ones included,
 * and those that an earlier generator has put into the tree since.
 */
export async function readProjects(tree: Tree): Promise<readonly KnownProject[]> {
  const devkit = await import('@nx/devkit');
  // The graph belongs to the folder Nx runs in. A tree of another folder (a test's) must not be mixed up with it.
  const graph = tree.root === devkit.workspaceRoot ? cachedGraph(devkit.readCachedProjectGraph) : undefined;
  if (graph === undefined) {
    return [...devkit.getProjects(tree)].map(([name, { root }]) => ({ name, root }));
  }
  const known = Object.values(graph.nodes).map((node) => ({ name: node.name, root: node.data.root }));
  const added = tree.listChanges().flatMap(({ path, content }) => {
    if (posix.basename(path) !== 'project.json' || content === null) return [];
    const name = nameIn(content);
    return name === undefined ? [] : [{ name, root: posix.dirname(path) }];
  });
  return [...known, ...added];
}

function cachedGraph<Graph>(read: () => Graph): Graph | undefined {
  try {
    return read();
  } catch {
    // Nx throws when no graph was made yet, as in a programmatic run; the project files tell the same.
    return undefined;
  }
}

function nameIn(content: Buffer): string | undefined {
  try {
    const value = JSON.parse(content.toString('utf8')) as { readonly name?: unknown } | null;
    return typeof value?.name === 'string' ? value.name : undefined;
  } catch {
    // A project.json that is not JSON is for Nx to report.
    return undefined;
  }
}
