import { posix } from 'node:path';
import type { ExecutorContext, FileData, ProjectConfiguration } from '@nx/devkit';
import { digestOf, nearestRoot } from '@slipway/kit';
import type { Files } from '../../testing/make-workspace.ts';
import { createDiskReader } from '../disk-reader.ts';
import { planGoProjects } from '../plan-go-projects.ts';
import { readTargetNames } from '../plugin-options.ts';

/** The projects that the plugin finds, by name. */
export function projectsOf(root: string, files: Files, options: object = {}): Record<string, ProjectConfiguration> {
  const configFiles = Object.keys(files).filter((file) =>
    /(?:^|\/)(?:go\.mod|go\.work|project\.json|package\.json|template\.json)$/.test(file),
  );
  const planned = planGoProjects(configFiles, createDiskReader(root), readTargetNames({ ...options }));
  return Object.fromEntries(planned.map(({ configuration }) => [configuration.name ?? '', configuration]));
}

/** What Nx gives an executor. */
export function contextOf(root: string, files: Files, projectName: string): ExecutorContext {
  const projects = projectsOf(root, files);
  return {
    root,
    cwd: root,
    projectName,
    isVerbose: false,
    nxJsonConfiguration: {},
    projectsConfigurations: { version: 2, projects },
    projectGraph: { nodes: {}, dependencies: {} },
  };
}

/** Files by the project that owns them, as Nx tells a plugin. */
export function fileMapOf(projects: Record<string, ProjectConfiguration>, files: Files): Record<string, FileData[]> {
  const nameByRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const map: Record<string, FileData[]> = {};
  for (const [file, text] of Object.entries(files)) {
    const owner = nameByRoot.get(nearestRoot(posix.dirname(file), nameByRoot) ?? '');
    if (owner !== undefined) (map[owner] ??= []).push({ file, hash: digestOf(Buffer.from(text)) });
  }
  return map;
}
