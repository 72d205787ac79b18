import type { LoadImageOptions } from '../load/load-options.ts';

/** Options of docker-run, as Nx hands them over. Every one is described in the executor's schema. */
export interface RunImageOptions extends Omit<LoadImageOptions, 'json'> {
  /** `8080` or `8081:8080`, host first. Default: the ports of the image, each as it is. */
  readonly ports?: readonly string[] | number;
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  /** Arguments for the program. */
  readonly args?: readonly string[];
}
