import { posix } from 'node:path';
import type { TreeReader } from '@slipway/template';
import { isWithin, parseGoMod, readGoHeader } from '@slipway/kit';

/**
 * The first segments of what `go list std` prints.
 * A package of a newer Go that is missing here costs one run of the go command, nothing else.
 */
const standard = new Set(
  (
    'archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go ' +
    'hash html image index io iter log maps math mime net os path plugin reflect regexp runtime slices sort strconv ' +
    'strings structs sync syscall testing text time unicode unique unsafe weak'
  ).split(' '),
);
/** Files and folders in a project that is looked through; a folder that held more was there before. */
const maxEntries = 1000;

/**
 * Whether `go mod tidy` would certainly change nothing, so that nobody need wait for it:
 * a go.mod that says no more than its name and version, and imports of the standard library and of packages beside them.
 * In doubt the answer is no.
 */
export function isSurelyTidy(tree: TreeReader, root: string): boolean {
  const text = tree.read(posix.join(root, 'go.mod')) ?? '';
  const { module, go } = parseGoMod(text);
  if (module === undefined || go === undefined || text !== `module ${module}\n\ngo ${go}\n`) return false;
  if (tree.exists(posix.join(root, 'go.sum'))) return false;
  const packages = readPackages(tree, root);
  if (packages === undefined) return false;
  return [...packages.values()].flat().every((path) => {
    if (isWithin(path, module)) return packages.has(posix.join(root, path.slice(module.length)));
    return standard.has(path.split('/', 1)[0] ?? '');
  });
}

/**
 * Folder → what its Go files import, whatever their build tags.
 * Undefined for more than a new project can hold, and for a file that is not Go inside.
 */
function readPackages(tree: TreeReader, root: string): ReadonlyMap<string, readonly string[]> | undefined {
  const packages = new Map<string, readonly string[]>();
  const due = tree.children(root).map((name) => posix.join(root, name));
  // The list grows on the way. Links to folders above would make it grow without end.
  for (const path of due) {
    if (due.length > maxEntries) return undefined;
    if (!path.endsWith('.go')) {
      due.push(...tree.children(path).map((name) => posix.join(path, name)));
      continue;
    }
    const { packageName, imports } = readGoHeader(tree.read(path) ?? '');
    if (packageName === undefined) return undefined;
    const folder = posix.dirname(path);
    packages.set(folder, [...(packages.get(folder) ?? []), ...imports]);
  }
  return packages;
}
