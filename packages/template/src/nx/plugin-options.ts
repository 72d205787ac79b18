import type { Tree } from '@nx/devkit';

/** Looks up the options that nx.json gives a plugin; empty for a plugin without options, or one that is not registered. */
export async function pluginOptionsIn(tree: Tree): Promise<(plugin: string) => Readonly<Record<string, unknown>>> {
  const { readNxJson } = await import('@nx/devkit');
  const plugins = readNxJson(tree)?.plugins ?? [];
  return (wanted) => {
    for (const entry of plugins) {
      if (typeof entry === 'object' && entry.plugin === wanted) return (entry.options ?? {}) as Record<string, unknown>;
    }
    return {};
  };
}
