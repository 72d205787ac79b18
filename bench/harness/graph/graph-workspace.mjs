import { cp, copyFile, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quietNx } from '../measure.mjs';
import { measureUsage } from './measure-usage.mjs';

/**
 * One folder in which contenders take turns. Each brings its node_modules, its lockfile and its nx.json, and finds
 * the `.nx` it left behind; the other files are the same for all.
 */
export function openGraphWorkspace({ root, installations }) {
  let inUse;
  const states = `${root}.states`;
  const state = ({ name }) => join(states, name);
  const leave = async () => {
    if (inUse === undefined) return;
    await rename(join(root, 'node_modules'), join(installations[inUse.nx], 'node_modules'));
    if (existsSync(join(root, '.nx'))) await rename(join(root, '.nx'), state(inUse));
    inUse = undefined;
  };
  const enter = async (contender) => {
    if (inUse?.name === contender.name) return;
    await leave();
    const from = installations[contender.nx];
    await mkdir(states, { recursive: true });
    await rename(join(from, 'node_modules'), join(root, 'node_modules'));
    inUse = contender;
    if (existsSync(state(contender))) await rename(state(contender), join(root, '.nx'));
    for (const file of ['package.json', 'package-lock.json']) await copyFile(join(from, file), join(root, file));
    await writeFile(join(root, 'nx.json'), JSON.stringify({ analytics: false, plugins: contender.plugins }));
    await writeFile(join(root, '.gitignore'), '.nx\nnode_modules\n');
  };
  /** Runs `nx show projects`: the graph, and hardly anything else. */
  const show = async ({ isolated = false, seconds = 300 } = {}) => {
    const nx = [process.execPath, join(root, 'node_modules/nx/dist/bin/nx.js'), 'show', 'projects'];
    const env = { ...quietNx, NX_ISOLATE_PLUGINS: String(isolated) };
    const argv = ['timeout', '--signal=KILL', String(seconds), ...nx];
    const measured = await measureUsage(argv, { cwd: root, env });
    // In the process bash knows all, also a `go list`; isolated plugins nobody waits for.
    return isolated ? { ...measured, ...measured.all } : measured;
  };
  return {
    root,
    enter,
    leave,
    show,
    /** Forgets all that Nx and plugins have kept. */
    forget: () => rm(join(root, '.nx'), { recursive: true, force: true, maxRetries: 5 }),
    /** Runs `action` while a file is one line longer; afterwards all is as before, also for Nx. */
    async withChange(path, action) {
      const file = join(root, path);
      const kept = `${root}.kept`;
      const { atime, mtime } = await stat(file);
      const text = await readFile(file);
      await cp(join(root, '.nx'), kept, { recursive: true });
      try {
        await writeFile(file, Buffer.concat([text, Buffer.from('\n// One more line.\n')]));
        return await action();
      } finally {
        await writeFile(file, text);
        await utimes(file, atime, mtime);
        await rm(join(root, '.nx'), { recursive: true, force: true, maxRetries: 5 });
        await rename(kept, join(root, '.nx'));
      }
    },
    /** The graph that the last run left: its projects and the edges between them. */
    async readGraph() {
      const text = await readFile(join(root, '.nx/workspace-data/project-graph.json'), 'utf8');
      const { nodes, dependencies } = JSON.parse(text);
      const edges = Object.values(dependencies)
        .flat()
        .filter(({ source, target }) => source in nodes && target in nodes)
        .map(({ source, target }) => `${source} → ${target}`);
      return { nodes, edges: [...new Set(edges)].sort() };
    },
  };
}
