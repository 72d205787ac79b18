import { join } from 'node:path';

/** Where docker-build leaves its result, and what it keeps beside. All paths are absolute. */
export interface ImageOutput {
  /** `dist/<projectRoot>`. */
  readonly folder: string;
  /** The OCI image layout. */
  readonly layout: string;
  /** The image record, written last. */
  readonly record: string;
  /** Kept between runs, shared by the projects of the workspace; not part of any result. */
  readonly cacheDir: string;
  /** Held by the one build of this project that may run. */
  readonly lock: string;
}

/** The output of a project. `projectRoot` is relative to the workspace root, `.` for the workspace itself. */
export function imageOutput(workspaceRoot: string, projectRoot: string): ImageOutput {
  const folder = join(workspaceRoot, 'dist', projectRoot);
  const kept = join(workspaceRoot, '.nx', 'workspace-data', 'slipway', 'image');
  return {
    folder,
    layout: join(folder, 'oci'),
    record: join(folder, 'image.json'),
    cacheDir: join(kept, 'cache'),
    lock: join(kept, 'locks', encodeURIComponent(projectRoot)),
  };
}

/** Path of the layout as image.json and Nx write it: from the workspace root, with `/`. */
export function layoutPath(projectRoot: string): string {
  return ['dist', ...projectRoot.split('/').filter((segment) => segment !== '.' && segment !== ''), 'oci'].join('/');
}
