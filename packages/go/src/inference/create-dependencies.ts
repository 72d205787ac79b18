import { posix } from 'node:path';
import type { CreateDependencies, DependencyType, FileData, RawProjectGraphDependency } from '@nx/devkit';
import { nearestRoot, readGoHeader, readWorkspaceFiles } from '@slipway/kit';
import { createDiskReader, type DiskReader } from './disk-reader.ts';
import { openImportCache, type ImportCache } from './import-cache.ts';
import type { GoPluginOptions } from './plugin-options.ts';
import { createImportResolver, ownerOf } from './resolve-import.ts';

/**
 * Tells Nx which project imports which: one static edge per pair, with the first file that makes it.
 * All files count, also those of other systems and tests: a missed edge is an untested service.
 * Every edge is told on each run, because a new module gives a meaning to imports in files that did not change;
 * only changed files are read for it.
 */
export const createDependencies: CreateDependencies<GoPluginOptions> = (_options, context) => {
  const { workspaceRoot, fileMap, projects } = context;
  const reader = createDiskReader(workspaceRoot);
  const sources = goSources(fileMap.projectFileMap);
  const allFiles = [...Object.values(fileMap.projectFileMap).flat(), ...fileMap.nonProjectFiles];
  const workspace = readWorkspaceFiles(allFiles.map(({ file }) => file).filter(isProjectFile), reader.read);
  const resolver = createImportResolver(workspace);
  const projectByRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const cache = openImportCache(workspaceRoot);
  const edges = new Map<string, RawProjectGraphDependency>();
  const moduleRootOf = remember((folder: string) => nearestRoot(folder, workspace.modules) ?? '.');
  const projectOf = remember((folder: string) => ownerOf(folder, projectByRoot));
  for (const { source, file, hash } of sources) {
    if (workspace.isTemplate(file)) continue;
    const moduleRoot = moduleRootOf(posix.dirname(file));
    for (const importPath of importsOf(file, hash, reader, cache)) {
      const folder = resolver.resolve(importPath, moduleRoot);
      const target = folder === undefined ? undefined : projectOf(folder);
      if (target === undefined || target === source) continue;
      const key = `${source}\0${target}`;
      if (!edges.has(key)) edges.set(key, { source, target, sourceFile: file, type: staticEdge });
    }
  }
  cache.save();
  return [...edges.values()];
};

/** The value of the enum, without loading the devkit for it. */
const staticEdge = 'static' as unknown as DependencyType.static;

interface Source {
  readonly source: string;
  readonly file: string;
  readonly hash: string;
}

/** Go files by project, in an order that does not depend on the run. */
function goSources(projectFiles: Readonly<Record<string, readonly FileData[]>>): readonly Source[] {
  const sources = Object.entries(projectFiles).flatMap(([source, files]) =>
    files.filter(({ file }) => file.endsWith('.go')).map(({ file, hash }) => ({ source, file, hash })),
  );
  return sources.sort((a, b) => (a.file < b.file ? -1 : 1));
}

function isProjectFile(file: string): boolean {
  return /(?:^|\/)(?:go\.mod|go\.work|template\.json)$/.test(file);
}

/** Answers of a pure function, each computed once: thousands of files share folders and imports. */
function remember<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const answer = known.get(key);
    if (answer !== undefined || known.has(key)) return answer as T;
    const computed = compute(key);
    known.set(key, computed);
    return computed;
  };
}

function importsOf(file: string, hash: string, reader: DiskReader, cache: ImportCache): readonly string[] {
  const known = cache.get(file, hash);
  if (known !== undefined) return known;
  return cache.set(file, hash, readImports(file, reader));
}

/** No header that anybody wrote is longer; a file that was made to be endless must not cost the graph. */
const longestHeader = 4 * 1024 * 1024;

/** Reads 4 KiB, and twice as much as long as the imports may go on behind the end. */
function readImports(file: string, reader: DiskReader): readonly string[] {
  for (let length = 4096; ; length *= 2) {
    const { text, isFull } = reader.readStart(file, length);
    const { imports, isCut } = readGoHeader(text);
    if (!isCut || !isFull || length >= longestHeader) return imports;
  }
}
