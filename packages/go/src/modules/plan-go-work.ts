import { findUseLines, isIgnoredFolder, keptOutModules, parseGoWork, toFolder, type GoMod } from '@slipway/kit';
import { compareGoVersions } from './go-version.ts';
import type { GoWorkEdit } from './edit-go-work.ts';

/** What a go.work is compared with. */
export interface GoWorkPlanRequest {
  /** A go.work without mistakes. */
  readonly goWork: string;
  /** Folder → go.mod of the modules of the workspace. */
  readonly modules: ReadonlyMap<string, GoMod>;
  /** Whether a folder, relative to the workspace root, has a go.mod; it may be one that git ignores. */
  readonly hasGoMod: (folder: string) => boolean;
}

/** Pinned tools are a module of their own: what they require must not reach the services, as it would through go.work. */
const toolsFolder = 'tools';

/**
 * What makes a go.work use all modules of the workspace, and those only. What leads outside stays.
 * Left out are modules that are kept out by a comment, those of tools, and those that make Go refuse the whole
 * go.work: a go.mod with mistakes, a second module of one path, and one that go.work replaces.
 */
export function planGoWork({ goWork, modules, hasGoMod }: GoWorkPlanRequest): Required<GoWorkEdit> {
  const file = parseGoWork(goWork);
  const inside = findUseLines(goWork).flatMap(({ folder }) => toFolder('.', folder) ?? []);
  const drop = inside.filter((folder) => !hasGoMod(folder));
  const kept = inside.filter((folder) => hasGoMod(folder));
  const leftOut = new Set([...kept, ...keptOutModules(goWork), toolsFolder]);
  const taken = new Set([
    ...kept.flatMap((folder) => modules.get(folder)?.module ?? []),
    ...file.replace.filter(({ old }) => old.version === undefined).map(({ old }) => old.path),
  ]);
  const use: string[] = [];
  for (const [folder, { module, problems }] of [...modules].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (module === undefined || problems.length > 0 || taken.has(module) || leftOut.has(folder)) continue;
    // A `replace` may name a module in testdata; that alone makes it nobody's project.
    if (folder !== '.' && folder.split('/').some(isIgnoredFolder)) continue;
    taken.add(module);
    use.push(folder);
  }
  const versions = [...kept, ...use].flatMap((folder) => modules.get(folder)?.go ?? []);
  return { use, drop, go: versions.reduce(newer, file.go ?? oldestGo) };
}

/** What the go command takes for the `go` line where a go.work has none. */
const oldestGo = '1.18';

function newer(a: string, b: string): string {
  return compareGoVersions(a, b) < 0 ? b : a;
}
