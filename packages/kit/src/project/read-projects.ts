import { readGoWorkInput, type GoWorkInput } from './go-work-input.ts';
import { nameProjects } from './name-projects.ts';
import type { ReadText } from './npm-workspaces.ts';
import { folderOf, nearestRoot, readWorkspaceFiles, type WorkspaceFiles } from './workspace-files.ts';

/** A project that somebody names, as a plugin finds it before it looks into its folder. */
export interface NamedProject {
  readonly name: string;
  /** Relative to the workspace root, with `/`; `.` for the workspace itself. */
  readonly root: string;
  /** The file its targets are reported under: the first of those that matched in its folder. */
  readonly source: string;
  /** Folder of the Go module it lies in. */
  readonly module?: string;
  /** Folders of other modules that hold more than one project. */
  readonly sharedModules: readonly string[];
  /** What of the workspace's go.work counts for it: the same for all. */
  readonly goWork: GoWorkInput;
}

/** The projects of a workspace, without those that a template holds. A root that nobody names fails the whole graph of Nx. */
export function readProjects(
  files: readonly string[],
  read: ReadText,
): { readonly workspace: WorkspaceFiles; readonly projects: readonly NamedProject[] } {
  const workspace = readWorkspaceFiles(files, read);
  const names = nameProjects(workspace, read);
  const sources = sourceByRoot(files);
  const moduleOf = (root: string) => nearestRoot(root, workspace.modules);
  const goWork = readGoWorkInput(workspace, read);
  const shared = sharedModules([...names.keys()], moduleOf);
  const projects = [...names].flatMap(([root, name]): readonly NamedProject[] => {
    const source = sources.get(root);
    if (source === undefined || workspace.isTemplate(source)) return [];
    const module = moduleOf(root);
    const sharedModules = shared.filter((folder) => folder !== root);
    return [{ name, root, source, ...(module === undefined ? {} : { module }), sharedModules, goWork }];
  });
  return { workspace, projects };
}

function sourceByRoot(files: readonly string[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const file of [...files].sort()) if (!sources.has(folderOf(file))) sources.set(folderOf(file), file);
  return sources;
}

function sharedModules(roots: readonly string[], moduleOf: (root: string) => string | undefined): readonly string[] {
  const modules = roots.flatMap((root) => {
    const module = moduleOf(root);
    return module === undefined || module === root ? [] : [module];
  });
  return [...new Set(modules)].sort();
}
