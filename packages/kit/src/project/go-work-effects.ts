import { posix } from 'node:path';
import { compareModuleVersions } from '../go/compare-module-versions.ts';
import type { GoMod } from '../go/parse-go-mod.ts';

/** The modules of a workspace, and the folders of those that its go.work uses. */
export interface UsedModules {
  readonly modules: ReadonlyMap<string, GoMod>;
  readonly used: ReadonlySet<string>;
}

interface UsedModule {
  readonly folder: string;
  readonly goMod: GoMod;
}

/**
 * What the modules of a go.work do to each other: Go picks the newest version that any of them requires for all,
 * and applies the `replace` lines of each to all (https://go.dev/ref/mod#workspaces). One line for each effect on a
 * module that does not say the same itself, sorted; none where all agree. A module that is required, and lies in the
 * workspace, but is not used, is one as well: then it comes from elsewhere.
 */
export function goWorkEffects({ modules, used }: UsedModules): readonly string[] {
  const members = [...modules].flatMap(([folder, goMod]): readonly UsedModule[] =>
    used.has(folder) ? [{ folder, goMod }] : [],
  );
  const local = new Set(members.flatMap(({ goMod }) => goMod.module ?? []));
  const required = requirements(members);
  for (const path of local) required.delete(path);
  const absent = [...modules].flatMap(([folder, { module = '' }]) =>
    !used.has(folder) && required.has(module) ? [`without ${folder}`] : [],
  );
  return [...raised(required), ...replaced(members, required), ...absent].sort();
}

/** Module path → folder of who requires it → version. */
type Requirements = Map<string, Map<string, string>>;

function requirements(members: readonly UsedModule[]): Requirements {
  const required: Requirements = new Map();
  for (const { folder, goMod } of members) {
    for (const { path, version = '' } of goMod.require) {
      const versions = required.get(path);
      if (versions === undefined) required.set(path, new Map([[folder, version]]));
      else versions.set(folder, version);
    }
  }
  return required;
}

function raised(required: Requirements): readonly string[] {
  return [...required].flatMap(([path, byFolder]) => {
    const versions = new Set(byFolder.values());
    return versions.size < 2 ? [] : [`${path} ${newest(versions)}`];
  });
}

function newest(versions: ReadonlySet<string>): string {
  return [...versions].reduce((a, b) => (compareModuleVersions(a, b) < 0 ? b : a));
}

function replaced(members: readonly UsedModule[], required: Requirements): readonly string[] {
  const byText = new Map<string, { readonly path: string; readonly folders: Set<string> }>();
  for (const { folder, goMod } of members) {
    for (const replacement of goMod.replace) {
      const text = renderReplacement(replacement, folder);
      const entry = byText.get(text);
      if (entry === undefined) byText.set(text, { path: replacement.old.path, folders: new Set([folder]) });
      else entry.folders.add(folder);
    }
  }
  return [...byText].flatMap(([text, { path, folders }]) => {
    const others = [...(required.get(path)?.keys() ?? [])].filter((folder) => !folders.has(folder));
    return others.length > 0 ? [text] : [];
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
