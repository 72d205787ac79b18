/** A module at one version, or at all of them. */
export interface ModuleVersion {
  readonly path: string;
  readonly version?: string;
}

/** `replace old => new`. Whether the new path is a directory, `isLocalPath` says. */
export interface Replacement {
  readonly old: ModuleVersion;
  readonly new: ModuleVersion;
}

/** Whether the right side of a `replace` is a folder, by the go command's own rule, which is the same on every system. */
export function isLocalPath(path: string): boolean {
  return /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[A-Za-z]:)/.test(path);
}
