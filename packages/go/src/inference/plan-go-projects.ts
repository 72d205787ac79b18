import { posix } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import {
  createFolderFilter,
  findGoPackages,
  folderOf,
  isWithin,
  nameProjects,
  nearestRoot,
  readGoWorkInput,
  readWorkspaceFiles,
  type WorkspaceFiles,
} from '@slipway/kit';
import type { DiskReader } from './disk-reader.ts';
import { planInputs, planTargets } from './plan-targets.ts';
import type { TargetNames } from './plugin-options.ts';

/** One project as Nx wants it. */
export interface PlannedProject {
  /** The file it comes from. */
  readonly source: string;
  readonly root: string;
  readonly configuration: ProjectConfiguration;
}

/**
 * What every target of ours finds under `metadata.slipway` of its project, so that it can report what the graph
 * could only keep: behind Nx's daemon nobody sees what a plugin prints.
 */
export interface GoProjectMetadata {
  readonly module?: string;
  /** Folder of the go.mod, relative to the workspace root. */
  readonly moduleRoot: string;
  /** Main packages, relative to the project: `./cmd/orders`. */
  readonly commands: readonly string[];
  /** `services/orders/go.mod:3: …`; empty when all is well. */
  readonly problems: readonly string[];
}

/**
 * Plans the Go projects of a workspace: every module, and every project.json inside a module that has Go packages.
 * Sorted by root; the same files give the same plan on every machine.
 */
export function planGoProjects(
  files: readonly string[],
  reader: DiskReader,
  { names, problems }: TargetNames,
): readonly PlannedProject[] {
  const workspace = readWorkspaceFiles(files, reader.read);
  const projectNames = nameProjects(workspace, reader.read);
  const roots = [...new Set([...workspace.modules.keys(), ...projectJsonFolders(workspace)])].sort();
  const moduleOf = (root: string) => nearestRoot(root, workspace.modules);
  const skippedIn = (root: string, moduleRoot: string) => {
    const isSkipped = createFolderFilter(moduleRoot, workspace.modules.get(moduleRoot) ?? { ignore: [] });
    // A project in a folder that its module skips is there for somebody: then names alone decide.
    return isSkipped(root) ? undefined : isSkipped;
  };
  const shared = { sharedModules: sharedModules(roots, moduleOf), goWork: readGoWorkInput(workspace, reader.read) };
  const inputs = planInputs(shared);
  return roots.flatMap((root) => {
    const name = projectNames.get(root);
    const moduleRoot = moduleOf(root);
    if (name === undefined || moduleRoot === undefined) return [];
    const { packages, commands } = findGoPackages(
      root,
      reader,
      (folder) => projectNames.has(folder),
      skippedIn(root, moduleRoot),
    );
    if (packages.length === 0 && moduleRoot !== root) return [];
    const goMod = workspace.modules.get(moduleRoot);
    const file = posix.join(moduleRoot, 'go.mod');
    const metadata: GoProjectMetadata = {
      ...(goMod?.module === undefined ? {} : { module: goMod.module }),
      moduleRoot,
      commands: commands.map((folder) => (folder === '.' ? '.' : `./${folder}`)),
      problems: [
        ...(goMod?.problems ?? []).map(({ line, message }) => `${file}:${line}: ${message}`),
        ...problems.map((problem) => `nx.json: options of @slipway/go: ${problem}`),
      ],
    };
    const targets = planTargets({
      root,
      names,
      hasPackages: packages.length > 0,
      isModule: moduleRoot === root,
      commands: metadata.commands,
      inputs: root === '.' ? planInputs({ ...shared, isWorkspace: true }) : inputs,
    });
    return {
      source: moduleRoot === root ? file : posix.join(root, 'project.json'),
      root,
      configuration: {
        root,
        name,
        projectType: commands.length > 0 ? 'application' : 'library',
        targets,
        metadata: { technologies: ['go'], targetGroups: { Go: Object.keys(targets) }, slipway: metadata },
      },
    };
  });
}

function projectJsonFolders({ manifests, modules, isTemplate }: WorkspaceFiles): readonly string[] {
  const projects = manifests.filter((file) => posix.basename(file) === 'project.json' && !isTemplate(file));
  return projects.map(folderOf).filter((folder) => nearestRoot(folder, modules) !== undefined);
}

function sharedModules(roots: readonly string[], moduleOf: (root: string) => string | undefined): readonly string[] {
  return [...new Set(roots.map((root) => ({ root, module: moduleOf(root) })).flatMap(sharedModule))].sort();
}

function sharedModule({ root, module }: { root: string; module: string | undefined }): readonly string[] {
  return module !== undefined && module !== root && isWithin(root, module) ? [module] : [];
}
