/**
 * What @slipway/deploy needs of images: which one was built, and bringing it to where a release takes it from.
 * An entry of its own, so that the graph does not load it.
 */
export { readProject, type ExecutorProject } from './nx/executor-project.ts';
export { imageOutput } from './output/image-output.ts';
export { readImage, type BuiltImage } from './output/read-image.ts';
export { withLoadedImage, type LoadedImage, type LoadSettings } from './load/load-project.ts';
export { pushImage, type PushSettings } from './push/push-image.ts';
export type { PushResult } from '@slipway/oci';
