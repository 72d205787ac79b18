import type { GoMod } from './parse-go-mod.ts';

/** Folders that `./...` does not enter, and those of other ecosystems that are large and hold no Go of ours. */
export function isIgnoredFolder(name: string): boolean {
  return /^[._]/.test(name) || ['vendor', 'testdata', 'node_modules'].includes(name);
}

/**
 * Whether `./...`, run in the module at `root`, leaves a folder of it out: by its name or one above it,
 * or because an `ignore` line of go.mod says so (https://go.dev/ref/mod#go-mod-file-ignore).
 */
export function createFolderFilter(root: string, { ignore }: Pick<GoMod, 'ignore'>): (folder: string) => boolean {
  const patterns = ignore.map((path) => ({
    isFixed: path.startsWith('./'),
    path: withSlashes(path.replace(/^\.\//, '')),
  }));
  return (folder) => {
    if (folder === root) return false;
    const inner = root === '.' ? folder : folder.slice(root.length + 1);
    if (inner.split('/').some(isIgnoredFolder)) return true;
    if (patterns.length === 0) return false;
    const whole = withSlashes(inner);
    return patterns.some(({ isFixed, path }) => (isFixed ? whole.startsWith(path) : whole.includes(path)));
  };
}

function withSlashes(path: string): string {
  // The second from where a run begins: tried from each of its slashes it would take quadratic time.
  return `/${path}/`.replace(/^\/+/, '/').replace(/(?<!\/)\/+$/, '/');
}
