import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { CreateNodes, CreateNodesContext, CreateNodesResult, CreateNodesResultArray } from '@nx/devkit';
import { folderOf, nameProjects, nearestRoot, readWorkspaceFiles, type ReadText } from '@slipway/kit';
import { defaultImageName, toNamePart } from '../build/image-name.ts';
import { findMainPackages } from '../source/find-main-packages.ts';
import { planTargets } from './plan-targets.ts';
import { readPluginOptions, targetKinds, type ImagePluginOptions } from './plugin-options.ts';

/** What our targets find under `metadata.slipwayImage` of their project. */
export interface ImageProjectMetadata {
  /** What is wrong with the plugin's options: behind Nx's daemon nobody sees what a plugin prints. */
  readonly problems: readonly string[];
}

/** The files that say which projects there are, as in @slipway/go, and those that make an image. */
const glob = '**/{go.mod,go.work,project.json,package.json,template.json,Dockerfile}';

/** Tells Nx which projects an image can be made of. Reads files only: no process, no environment, nothing printed. */
export const createNodes: CreateNodes<ImagePluginOptions> = [
  glob,
  async (
    files: readonly string[],
    options: ImagePluginOptions | undefined,
    { workspaceRoot }: CreateNodesContext,
  ): Promise<CreateNodesResultArray> => {
    const settings = readPluginOptions({ ...options });
    const read = createReader(workspaceRoot);
    const workspace = readWorkspaceFiles(files, read);
    const names = nameProjects(workspace, read);
    const dockerfiles = new Set(
      files.filter((file) => posix.basename(file) === 'Dockerfile' && !workspace.isTemplate(file)).map(folderOf),
    );
    const moduleOf = (root: string) => nearestRoot(root, workspace.modules);
    const shared = sharedModules([...names.keys()], moduleOf);
    const workspaceName = readName(read('package.json'));
    const { imagePrefix } = settings;
    const sources = sourceByRoot(files);

    const results = await Promise.all(
      [...names].map(async ([root, name]): Promise<readonly (readonly [string, CreateNodesResult])[]> => {
        const source = sources.get(root);
        if (source === undefined || workspace.isTemplate(source)) return [];
        const isGo = moduleOf(root) !== undefined && (await findMainPackages(join(workspaceRoot, root))).length > 0;
        if (!isGo && !dockerfiles.has(root)) return [];
        const image =
          imagePrefix === undefined ? defaultImageName(workspaceName, name) : `${imagePrefix}/${toNamePart(name)}`;
        const sharedModules = shared.filter((folder) => folder !== root);
        const targets = planTargets({ root, isGo, image, sharedModules }, settings);
        const slipwayImage: ImageProjectMetadata = {
          problems: settings.problems.map((problem) => `nx.json: options of @slipway/image: ${problem}`),
        };
        const metadata = { targetGroups: { Docker: targetKinds.map((kind) => settings.names[kind]) }, slipwayImage };
        return [[source, { projects: { [root]: { root, name, targets, metadata } } }]];
      }),
    );
    return results.flat().map(([source, result]) => [source, result]);
  },
];

/** What Nx 22 looks for. */
export const createNodesV2: CreateNodes<ImagePluginOptions> = createNodes;

/** The file each folder's result is reported under: the first of those that matched in it. */
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

function createReader(workspaceRoot: string): ReadText {
  return (path) => {
    try {
      return readFileSync(join(workspaceRoot, path), 'utf8');
    } catch {
      return undefined; // Absent, a folder, no permission: Nx names such files itself.
    }
  };
}

function readName(packageJson: string | undefined): string | undefined {
  try {
    const { name } = JSON.parse(packageJson ?? '{}') as { readonly name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined; // Nx reports a broken package.json by itself.
  }
}
