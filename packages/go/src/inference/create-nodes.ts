import type { CreateNodes, CreateNodesFunction } from '@nx/devkit';
import { projectFilesGlob } from '@slipway/kit';
import { createDiskReader } from './disk-reader.ts';
import { planGoProjects } from './plan-go-projects.ts';
import { readTargetNames, type GoPluginOptions } from './plugin-options.ts';

const inferProjects: CreateNodesFunction<GoPluginOptions> = (files, options, context) => {
  const settings = readTargetNames({ ...options });
  const projects = planGoProjects(files, createDiskReader(context.workspaceRoot), settings);
  return projects.map(({ source, root, configuration }) => [source, { projects: { [root]: configuration } }]);
};

/** Tells Nx which Go projects there are. Reads files only: no process, no environment, nothing printed. */
export const createNodes: CreateNodes<GoPluginOptions> = [projectFilesGlob, inferProjects];

/** What Nx 22 looks for. */
export const createNodesV2: CreateNodes<GoPluginOptions> = createNodes;
