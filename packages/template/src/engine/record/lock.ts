import type { FileMode, FilePolicy } from '../manifest/manifest.ts';
import type { ChainLink } from '../template.ts';

/** The record's name in a project. */
export const lockFileName = 'template.lock.json';

/** What was written to one path. */
export interface LockedFile {
  /** Hex digits over the bytes with line ends as LF. */
  readonly sha256: string;
  /** `sha1:` and the id git gives the bytes as written; the base of a later merge is often in the repository under it. */
  readonly blob: string;
  readonly mode: FileMode;
  readonly policy: FilePolicy;
}

/** `template.lock.json`: which template in which version, which answers, what it wrote. Holds no secret. */
export interface TemplateLock {
  readonly lockVersion: 1;
  readonly template: { readonly id: string; readonly source: string; readonly version: string };
  /** The base first. */
  readonly chain: readonly ChainLink[];
  readonly engine: string;
  readonly answers: Readonly<Record<string, unknown>>;
  /** Path in the project → what was written there. */
  readonly files: Readonly<Record<string, LockedFile>>;
}
