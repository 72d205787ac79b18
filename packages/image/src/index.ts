/** The name Nx shows for the plugin. */
export const name = '@slipway/image';

export { createNodes, createNodesV2, type ImageProjectMetadata } from './inference/create-nodes.ts';
export type { ImagePluginOptions } from './inference/plugin-options.ts';
