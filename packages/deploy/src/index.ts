/** The name Nx shows for the plugin. */
export const name = '@slipway/deploy';

export { createNodes, createNodesV2, type DeployProjectMetadata } from './inference/create-nodes.ts';
export type { DeployPluginOptions } from './inference/plugin-options.ts';
export type { EnvironmentOptions } from './environment/environment.ts';
