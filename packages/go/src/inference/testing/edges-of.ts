import type { CreateDependenciesContext } from '@nx/devkit';
import type { Files } from '../../testing/make-workspace.ts';
import { findDependencies } from '../create-dependencies.ts';
import { createDiskReader, type DiskReader } from '../disk-reader.ts';
import { fileMapOf, projectsOf } from './project-fixtures.ts';

/** What Nx tells a plugin that is to find the edges of a workspace. */
export function edgeContextOf(root: string, files: Files): CreateDependenciesContext {
  const projects = projectsOf(root, files);
  const nonProjectFiles = Object.keys(files).filter((file) => !file.includes('/'));
  const fileMap = {
    projectFileMap: fileMapOf(projects, files),
    nonProjectFiles: nonProjectFiles.map((file) => ({ file, hash: '' })),
  };
  const context = { workspaceRoot: root, projects, fileMap, filesToProcess: fileMap };
  return { ...context, externalNodes: {}, nxJsonConfiguration: {} };
}

/** The edges of a workspace, as `source -> target (file)`. */
export function edgesOf(root: string, files: Files, reader: DiskReader = createDiskReader(root)): readonly string[] {
  const edges = findDependencies(edgeContextOf(root, files), reader);
  return edges.map(({ source, target, sourceFile }) => `${source} -> ${target} (${sourceFile})`);
}
