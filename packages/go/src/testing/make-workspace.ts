import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import type { ExecutorContext, FileData, ProjectConfiguration } from '@nx/devkit';
import { digestOf } from '@slipway/kit';
import { createDiskReader } from '../inference/disk-reader.ts';
import { planGoProjects } from '../inference/plan-go-projects.ts';
import { readTargetNames } from '../inference/plugin-options.ts';
import { onTestFinished } from 'vitest';

/** Files of a workspace: path → text. */
export type Files = Readonly<Record<string, string>>;

/** Makes a workspace on disk that is gone after the test. Returns its absolute path. */
export async function makeWorkspace(files: Files): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'slipway-go-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFiles(root, files);
  return root;
}

/** Writes files into a workspace. */
export async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

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
  const roots = Object.entries(projects).map(([name, { root }]) => ({ name, root }));
  const map: Record<string, FileData[]> = {};
  for (const [file, text] of Object.entries(files)) {
    const owners = roots.filter(({ root }) => root === '.' || file.startsWith(`${root}/`));
    const owner = owners.sort((a, b) => posix.normalize(b.root).length - posix.normalize(a.root).length)[0];
    if (owner !== undefined) (map[owner.name] ??= []).push({ file, hash: digestOf(Buffer.from(text)) });
  }
  return map;
}
