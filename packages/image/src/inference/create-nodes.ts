import { join, posix } from 'node:path';
import type { CreateNodes, CreateNodesFunction, CreateNodesResult } from '@nx/devkit';
import { createTextReader, folderOf, readProjects } from '@slipway/kit';
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

const inferProjects: CreateNodesFunction<ImagePluginOptions> = (files, options, { workspaceRoot }) => {
  const settings = readPluginOptions({ ...options });
  const read = createTextReader(workspaceRoot);
  const { workspace, projects } = readProjects(files, read);
  const dockerfiles = new Set(
    files.filter((file) => posix.basename(file) === 'Dockerfile' && !workspace.isTemplate(file)).map(folderOf),
  );
  const workspaceName = readName(read('package.json'));
  const { imagePrefix } = settings;
  return projects.flatMap((project): readonly [string, CreateNodesResult][] => {
    const { root, name, source, module, sharedModules, goWork } = project;
    const isGo = module !== undefined && findMainPackages(join(workspaceRoot, root)).length > 0;
    if (!isGo && !dockerfiles.has(root)) return [];
    const image =
      imagePrefix === undefined ? defaultImageName(workspaceName, name) : `${imagePrefix}/${toNamePart(name)}`;
    const targets = planTargets({ root, isGo, image, sharedModules, goWork }, settings);
    const slipwayImage: ImageProjectMetadata = {
      problems: settings.problems.map((problem) => `nx.json: options of @slipway/image: ${problem}`),
    };
    const metadata = { targetGroups: { Docker: targetKinds.map((kind) => settings.names[kind]) }, slipwayImage };
    return [[source, { projects: { [root]: { root, name, targets, metadata } } }]];
  });
};

/** Tells Nx which projects an image can be made of. Reads files only: no process, no environment, nothing printed. */
export const createNodes: CreateNodes<ImagePluginOptions> = [glob, inferProjects];

/** What Nx 22 looks for. */
export const createNodesV2: CreateNodes<ImagePluginOptions> = createNodes;

function readName(packageJson: string | undefined): string | undefined {
  try {
    const { name } = JSON.parse(packageJson ?? '{}') as { readonly name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined; // Nx reports a broken package.json by itself.
  }
}
