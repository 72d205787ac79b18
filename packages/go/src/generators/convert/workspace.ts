import { lstatSync } from 'node:fs';
import { join, posix } from 'node:path';
import { globAsync, type Tree } from '@nx/devkit';
import { createIgnoreRules, projectFilesGlob } from '@slipway/kit';
import type { DiskReader } from '../../inference/disk-reader.ts';
import { isJsonObject, readJsonText, type JsonObject } from '../json/rewrite-json.ts';

/** A file that configures a project: project.json, or the part `nx` of a package.json. */
export interface ProjectFile {
  readonly path: string;
  readonly root: string;
  /** What the file says as a whole. */
  readonly json: JsonObject;
  /** The project's configuration in it. */
  readonly configuration: JsonObject;
}

/** What a conversion reads of a workspace. */
export interface ConvertedWorkspace {
  readonly nxJson: JsonObject;
  readonly packageJson: JsonObject;
  /** Sorted by path. */
  readonly projectFiles: readonly ProjectFile[];
  /** The files that projects are inferred from. */
  readonly files: readonly string[];
  readonly reader: DiskReader;
  /** Whether there is a file, not a folder, also where git ignores it. */
  readonly isFile: (path: string) => boolean;
}

/** Reads a workspace through the tree of a generator, so that what others have changed in it counts. */
export async function readWorkspace(tree: Tree): Promise<ConvertedWorkspace> {
  const files = (await globAsync(tree, [projectFilesGlob])).toSorted();
  return {
    nxJson: readObject(tree, 'nx.json'),
    packageJson: readObject(tree, 'package.json'),
    projectFiles: files.flatMap((path) => readProjectFile(tree, path)),
    files,
    reader: createTreeReader(tree),
    isFile: (path) => tree.exists(path) && tree.isFile(path),
  };
}

/** The file's content with another configuration of its project. */
export function withConfiguration({ path, json }: ProjectFile, configuration: JsonObject): JsonObject {
  return isPackageJson(path) ? { ...json, nx: configuration } : configuration;
}

/** Where the configuration lies in the file: what keys within it begin with. */
export function configurationKey(path: string): string {
  return isPackageJson(path) ? 'nx.' : '';
}

function isPackageJson(path: string): boolean {
  return posix.basename(path) === 'package.json';
}

function readProjectFile(tree: Tree, path: string): readonly ProjectFile[] {
  const name = posix.basename(path);
  if (name !== 'project.json' && name !== 'package.json') return [];
  const json = readObject(tree, path);
  const configuration = isPackageJson(path) ? json['nx'] : json;
  return isJsonObject(configuration) ? [{ path, root: posix.dirname(path), json, configuration }] : [];
}

function readObject(tree: Tree, path: string): JsonObject {
  const value = readJsonText(tree.read(path, 'utf-8') ?? '{}');
  // Broken or no object: Nx itself reports such a file, and we write none that we do not understand.
  return isJsonObject(value) ? value : {};
}

/** A link to a folder is none, as for the graph: one that leads to a folder above would be walked without an end. */
function isFolder(tree: Tree, path: string): boolean {
  return !tree.isFile(path) && lstatSync(join(tree.root, path), { throwIfNoEntry: false })?.isSymbolicLink() !== true;
}

/** Reads Go packages as the graph does, but from the tree. */
function createTreeReader(tree: Tree): DiskReader {
  const read = (path: string) =>
    tree.exists(path) && tree.isFile(path) ? (tree.read(path, 'utf-8') ?? '') : undefined;
  const readStart = (file: string, length: number) => {
    const text = read(file) ?? '';
    return { text: text.slice(0, length), isFull: text.length > length };
  };
  const rules = createIgnoreRules(read);
  return {
    read,
    list(folder) {
      const names = tree.children(folder);
      rules.see(folder, new Set(names));
      return names.map((name) => ({ name, isFolder: isFolder(tree, posix.join(folder, name)) }));
    },
    isIgnored: (path, isFolder) => rules.isIgnored(path, isFolder),
    readHead: (file) => readStart(file, 4096).text,
    readStart,
  };
}
