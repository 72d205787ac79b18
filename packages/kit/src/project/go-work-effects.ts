import { posix } from 'node:path';
import { compareModuleVersions } from '../go/compare-module-versions.ts';
import type { GoMod } from '../go/parse-go-mod.ts';

/** The modules of a workspace, and the folders of those that its go.work uses. */
export interface UsedModules {
  readonly modules: ReadonlyMap<string, GoMod>;
  readonly used: ReadonlySet<string>;
}

/**
 * What the modules of a go.work do to each other: Go picks the newest version that any of them requires for all,
 * and applies the `replace` lines of each to all (https://go.dev/ref/mod#workspaces). One line for each effect on a
 * module that does not say the same itself, sorted; none where all agree. A module that is required, and lies in the
 * workspace, but is not used, is one as well: then it comes from elsewhere.
 */
export function goWorkEffects({ modules, used }: UsedModules): readonly string[] {
  const members = [...modules].filter(([folder]) => used.has(folder));
  const local = new Set(members.flatMap(([, { module }]) => module ?? []));
  const required = versionsByPath(members);
  const raised = [...required].flatMap(([path, versions]) =>
    versions.size > 1 && !local.has(path) ? [`${path} ${newest(versions)}`] : [],
  );
  // Where a replacement leads, its own line says; and it leads there whether or not another folder has that path.
  const settled = new Set([...local, ...pathsReplacedAtAnyVersion(members)]);
  const absent = [...modules].flatMap(([folder, { module = '' }]) =>
    !used.has(folder) && !settled.has(module) && required.has(module) ? [`without ${folder}`] : [],
  );
  return [...raised, ...replaced(members, local), ...absent].sort();
}

type Member = readonly [folder: string, goMod: GoMod];

/** What is required: a large workspace says it in tens of thousands of lines, and few different ones. */
function versionsByPath(members: readonly Member[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byPath = new Map<string, Set<string>>();
  for (const [, { require }] of members) {
    for (const { path, version = '' } of require) {
      const versions = byPath.get(path);
      if (versions === undefined) byPath.set(path, new Set([version]));
      else versions.add(version);
    }
  }
  return byPath;
}

function newest(versions: ReadonlySet<string>): string {
  return [...versions].reduce((a, b) => (compareModuleVersions(a, b) < 0 ? b : a));
}

function pathsReplacedAtAnyVersion(members: readonly Member[]): readonly string[] {
  const replacements = members.flatMap(([, { replace }]) => replace);
  return replacements.flatMap(({ old }) => (old.version === undefined ? [old.path] : []));
}

/** Replacements of modules that somebody requires who does not replace them alike. */
function replaced(members: readonly Member[], local: ReadonlySet<string>): readonly string[] {
  const replacers = new Map<string, { readonly path: string; readonly folders: Set<string> }>();
  for (const [folder, { replace }] of members) {
    for (const replacement of replace) {
      const { path } = replacement.old;
      if (local.has(path)) continue;
      const text = renderReplacement(replacement, folder);
      const { folders } = replacers.get(text) ?? { folders: new Set() };
      replacers.set(text, { path, folders: folders.add(folder) });
    }
  }
  return [...replacers].flatMap(([text, { path, folders }]) => {
    const isOther = ([folder, { require }]: Member) =>
      !folders.has(folder) && require.some((required) => required.path === path);
    return members.some(isOther) ? [text] : [];
  });
}

function renderReplacement({ old, new: target }: GoMod['replace'][number], folder: string): string {
  // What has no version is a folder, as seen from its go.mod.
  const isFolderWithin = target.version === undefined && !posix.isAbsolute(target.path);
  const path = isFolderWithin ? `./${posix.join(folder, target.path)}` : target.path;
  return `replace ${render(old)} => ${render({ ...target, path })}`;
}

function render({ path, version }: GoMod['require'][number]): string {
  return version === undefined ? path : `${path} ${version}`;
}
