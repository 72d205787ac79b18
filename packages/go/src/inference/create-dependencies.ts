import type { CreateDependencies, DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { readGoHeader, readWorkspaceFiles } from '@slipway/kit';
import { createDiskReader, type DiskReader } from './disk-reader.ts';
import { findGoSources, type GoSource } from './go-sources.ts';
import { openImportCache, type ImportCache } from './import-cache.ts';
import type { GoPluginOptions } from './plugin-options.ts';
import { remember } from './remember.ts';
import { createImportResolver, ownerOf } from './resolve-import.ts';

/**
 * Tells Nx which project imports which. Every edge is told on each run, because go.mod, go.work and a new module give
 * another meaning to imports in files that did not change; only changed files are read for it.
 * Nx keeps what it is told of a file until that file changes, in place of what it is told anew: an edge after a new
 * `replace` would be missed. It keeps nothing of edges without a file, and takes those of this type only.
 */
export const createDependencies: CreateDependencies<GoPluginOptions> = (_options, context) => {
  const edges = findDependencies(context, createDiskReader(context.workspaceRoot));
  return edges.map(({ source, target }): RawProjectGraphDependency => ({ source, target, type: withoutFile }));
};

/** The value of the enum, without loading the devkit for it. */
const withoutFile = 'implicit' as unknown as DependencyType.implicit;

type Context = Pick<Parameters<CreateDependencies>[1], 'workspaceRoot' | 'fileMap' | 'projects'>;

/** One project imports another: `sourceFile` is the first file that does. */
export interface ImportEdge {
  readonly source: string;
  readonly target: string;
  readonly sourceFile: string;
}

/**
 * Finds one edge for each pair of projects, with everything but the cache read through the reader.
 * All files count, also those of other systems and tests: a missed edge is an untested service.
 */
export function findDependencies(
  { workspaceRoot, fileMap, projects }: Context,
  reader: DiskReader,
): readonly ImportEdge[] {
  const allFiles = [...Object.values(fileMap.projectFileMap).flat(), ...fileMap.nonProjectFiles];
  const workspace = readWorkspaceFiles(allFiles.map(({ file }) => file).filter(isProjectFile), reader.read);
  const { counted, folders } = findGoSources(fileMap.projectFileMap, workspace);
  const resolver = createImportResolver({ ...workspace, packages: folders });
  const projectByRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const cache = openImportCache(workspaceRoot);
  const projectOf = remember((folder: string) => ownerOf(folder, projectByRoot));
  const edges = new Map<string, ImportEdge>();
  const reached = new Set<string>();
  const visit = ({ project: source, file, hash, module }: GoSource) => {
    for (const importPath of importsOf(file, hash, reader, cache)) {
      const folder = resolver.resolve(importPath, module);
      if (folder === undefined) continue;
      reached.add(folder);
      const target = projectOf(folder);
      if (target === undefined || target === source) continue;
      const key = `${source}\0${target}`;
      if (!edges.has(key)) edges.set(key, { source, target, sourceFile: file });
    }
  };
  for (const source of counted) visit(source);
  // What `./...` leaves out counts where it is imported. A Set is walked together with what is added on the way.
  for (const folder of reached) for (const source of folders.get(folder) ?? []) visit(source);
  cache.save();
  return [...edges.values()];
}

function isProjectFile(file: string): boolean {
  return /(?:^|\/)(?:go\.mod|go\.work|template\.json)$/.test(file);
}

function importsOf(file: string, hash: string, reader: DiskReader, cache: ImportCache): readonly string[] {
  // Without a hash nothing says that the file is the one which was read.
  const known = hash === '' ? undefined : cache.get(hash);
  if (known !== undefined) return known;
  const imports = readImports(file, reader);
  // Gone since Nx hashed it, it may come back as it was; to remember that it has no imports would be a missed edge.
  if (imports === undefined) return [];
  return hash === '' ? imports : cache.set(hash, imports);
}

/** No header that anybody wrote is longer; a file that was made to be endless must not cost the graph. */
const longestHeader = 4 * 1024 * 1024;

/** Reads 4 KiB, and twice as much as long as the imports may go on behind the end. Undefined for what cannot be read. */
function readImports(file: string, reader: DiskReader): readonly string[] | undefined {
  for (let length = 4096; ; length *= 2) {
    const start = reader.readStart(file, length);
    if (start === undefined) return undefined;
    const { imports, isCut } = readGoHeader(start.text);
    if (!isCut || !start.isFull || length >= longestHeader) return imports;
  }
}
