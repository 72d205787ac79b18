import type { FileMode, FilePolicy } from '../manifest/manifest.ts';

/** One file as it is to be in the project. */
export interface RenderedFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly mode: FileMode;
  readonly policy: FilePolicy;
}
