import { stripVTControlCharacters } from 'node:util';
import type { Workspace } from '../../workspace/create-workspace.ts';

/** Targets of which the rows of the matrix tell what becomes of them. */
export const targets = '--targets=build,test,docker-build';

// Outside of go.work, where the go command builds no package of theirs.
const others = '--exclude=clock-*';

/** What Nx selected, and which of it did not come from a cache. Sorted. */
export interface Ran {
  readonly selected: readonly string[];
  readonly ran: readonly string[];
}

/** What Nx would do. */
export interface Planned {
  readonly tasks: readonly string[];
  /** Edges of the whole project graph: `orders -> money`. Sorted. */
  readonly edges: readonly string[];
}

/** Environment of a command. */
export type Env = Readonly<Record<string, string>>;

/** Commits that `nx affected` compares. */
export interface Range {
  readonly base: string;
  readonly head: string;
}

/**
 * Nx 24 shares one cache among all clones of a repository, in the user's home, where the test would leave it.
 * The variable makes it the one of the workspace, as in the versions before.
 */
export const ownCache: Env = { NX_CACHE_DIRECTORY: '.nx/cache' };

/** Runs what a change affects. */
export async function runAffected(workspace: Workspace, { base, head }: Range, env: Env = {}): Promise<Ran> {
  const args = ['affected', targets, others, `--base=${base}`, `--head=${head}`, '--outputStyle=static'];
  return readRan((await workspace.nxOk(args, { env: { ...ownCache, ...env } })).all);
}

/** Runs everything. */
export async function runAll(workspace: Workspace, env: Env = {}): Promise<Ran> {
  const args = ['run-many', targets, others, '--outputStyle=static'];
  return readRan((await workspace.nxOk(args, { env: { ...ownCache, ...env } })).all);
}

/** Asks what a change affects, without running it. */
export async function planAffected(workspace: Workspace, { base, head }: Range): Promise<Planned> {
  const args = ['affected', targets, others, `--base=${base}`, `--head=${head}`, '--graph=stdout'];
  const { stdout } = await workspace.nxOk(args, { env: ownCache });
  // Nothing affected: Nx says so in words.
  if (!stdout.trimStart().startsWith('{')) return { tasks: [], edges: [] };
  const { graph, tasks } = JSON.parse(stdout) as {
    readonly graph: { readonly dependencies: Readonly<Record<string, readonly { source: string; target: string }[]>> };
    readonly tasks: { readonly tasks: object };
  };
  const edges = Object.values(graph.dependencies).flat();
  return {
    tasks: Object.keys(tasks.tasks).sort(),
    edges: edges.map(({ source, target }) => `${source} -> ${target}`).sort(),
  };
}

/** Reads the headings of tasks. One that came from a cache says so in brackets. */
export function readRan(output: string): Ran {
  const headings = [...stripVTControlCharacters(output).matchAll(/^> nx run (\S+)(.*)$/gm)];
  const names = (found: typeof headings) => found.map(([, task = '']) => task).sort();
  return { selected: names(headings), ran: names(headings.filter(([, , rest = '']) => !rest.includes('['))) };
}
