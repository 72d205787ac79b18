/** What all entries of a tar have. `path` is relative, with `/` and without `.`, `..` or a slash at either end. */
interface EntryBase {
  readonly path: string;
  /** Default: 0. */
  readonly uid?: number;
  /** Default: 0. */
  readonly gid?: number;
}

/** A regular file from memory or from disk. The mode is given, never read: umask and Windows change what is on disk. */
export interface FileEntry extends EntryBase {
  readonly kind: 'file';
  readonly mode: number;
  readonly content: Uint8Array | { readonly file: string };
}

/** A folder. Parents that nobody lists are added with mode 0755 and owner 0. */
export interface DirectoryEntry extends EntryBase {
  readonly kind: 'directory';
  readonly mode: number;
}

/** A symbolic link. */
export interface SymlinkEntry extends EntryBase {
  readonly kind: 'symlink';
  readonly target: string;
}

/** One entry of a tar that is to be written. */
export type TarEntry = FileEntry | DirectoryEntry | SymlinkEntry;
