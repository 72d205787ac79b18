import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** Which events count, and who hears of them. */
export interface FolderWatcherSettings {
  /** Whether a change at this absolute path counts. Of a new folder that counts, all inside counts as looked at anew. */
  readonly isRelevant: (path: string, isFolder: boolean) => boolean;
  readonly onChange: (path: string) => void;
  /** The system watches no more folders. Called once. */
  readonly onLimit: (error: NodeJS.ErrnoException) => void;
}

/** Watches folders, not what is below them. */
export interface FolderWatcher {
  /** Watches exactly these absolute paths from now on. */
  set(folders: readonly string[]): void;
  close(): void;
}

/**
 * One `fs.watch` a folder: watching files loses those that editors replace, and watching trees is emulated by Node on
 * Linux, by looking at every file. A folder that comes, or comes back, is watched with all in it.
 */
export function watchFolders({ isRelevant, onChange, onLimit }: FolderWatcherSettings): FolderWatcher {
  const watchers = new Map<string, FSWatcher>();
  let isLimited = false;

  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const begin = (folder: string) => {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name !== null) onEvent(folder, name);
      });
      watcher.on('error', () => forget(folder)); // The folder is gone.
      watchers.set(folder, watcher);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return; // Gone since it was named; its parent tells when it comes back.
      if (!isLimited) onLimit(error as NodeJS.ErrnoException);
      isLimited = true;
    }
  };
  const beginTree = (folder: string) => {
    // Deleted and made again it has the same name, but nothing comes from the old watcher.
    forget(folder);
    begin(folder);
    for (const child of foldersIn(folder)) if (isRelevant(child, true)) beginTree(child);
  };
  const onEvent = (folder: string, name: string) => {
    const path = join(folder, name);
    const isFolder = isFolderAt(path);
    // A watched folder tells of its own end by its name.
    if (!isRelevant(path, isFolder)) return;
    if (isFolder) beginTree(path);
    onChange(path);
  };

  return {
    set(folders) {
      const wanted = new Set(folders);
      for (const folder of watchers.keys()) if (!wanted.has(folder)) forget(folder);
      for (const folder of wanted) if (!watchers.has(folder)) begin(folder);
    },
    close() {
      for (const folder of watchers.keys()) forget(folder);
    },
  };
}

/** Not so of what is gone, and of what the system will not tell about: a link to itself, a file that Windows is deleting. */
function isFolderAt(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  } catch {
    return []; // Gone again.
  }
}
