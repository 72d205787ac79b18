import { join } from 'node:path';
import type { CreateNodes, CreateNodesFunction, CreateNodesResult } from '@nx/devkit';
import { createTextReader, projectFilesGlob, readProjects } from '@slipway/kit';
import { findManifests, type ProjectManifests } from './find-manifests.ts';
import { planTargets } from './plan-targets.ts';
import { composeKinds, deployKinds, readPluginOptions, type DeployPluginOptions } from './plugin-options.ts';
import { serveEnvironments, type ServedEnvironments } from './serve-environments.ts';

/** What our targets find under `metadata.slipwayDeploy` of their project. */
export interface DeployProjectMetadata extends Pick<ServedEnvironments, 'broken' | 'unserved'> {
  /** What is wrong with the plugin's options: behind Nx's daemon nobody sees what a plugin prints. */
  readonly problems: readonly string[];
}

const inferProjects: CreateNodesFunction<DeployPluginOptions> = (files, options, { workspaceRoot }) => {
  const settings = readPluginOptions({ ...options });
  const { projects } = readProjects(files, createTextReader(workspaceRoot));
  return projects.flatMap((project): readonly [string, CreateNodesResult][] => {
    const { root, name, source } = project;
    const manifests = findManifests(join(workspaceRoot, root));
    const served = serveEnvironments(name, manifests, settings.environments);
    const { configurations, broken, unserved } = served;
    const groups = {
      deploy: hasManifests(manifests) || (manifests.hasCompose && Object.keys(configurations).length > 0),
      compose: manifests.hasCompose,
    };
    if (!groups.deploy && !groups.compose) return [];
    const targets = planTargets(project, groups, configurations, settings);
    const slipwayDeploy: DeployProjectMetadata = {
      problems: settings.problems.map((problem) => `nx.json: options of @slipway/deploy: ${problem}`),
      broken,
      unserved,
    };
    const targetGroups = {
      ...(groups.deploy ? { Deploy: deployKinds.map((kind) => settings.names[kind]) } : {}),
      ...(groups.compose ? { Compose: composeKinds.map((kind) => settings.names[kind]) } : {}),
    };
    return [[source, { projects: { [root]: { root, name, targets, metadata: { targetGroups, slipwayDeploy } } } }]];
  });
};

/** Whether there is something for a cluster: where there is only a compose file, an environment has to ask for it. */
function hasManifests({ overlays, folders, hasPlain, hasChart }: ProjectManifests): boolean {
  return overlays.length > 0 || folders.length > 0 || hasPlain || hasChart;
}

/** Tells Nx which projects can be released. Reads files only: no process, no environment, nothing printed. */
export const createNodes: CreateNodes<DeployPluginOptions> = [projectFilesGlob, inferProjects];

/** What Nx 22 looks for. */
export const createNodesV2: CreateNodes<DeployPluginOptions> = createNodes;
