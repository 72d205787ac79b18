/** The name Nx knows the plugin by. */
export const name: string = '@slipway/go';

export { createDependencies } from './inference/create-dependencies.ts';
export { createNodes, createNodesV2 } from './inference/create-nodes.ts';
export type { GoProjectMetadata } from './inference/plan-go-projects.ts';
export type { GoPluginOptions } from './inference/plugin-options.ts';
