import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findMainPackages } from '../source/find-main-packages.ts';
import type { BuildFacts, BuildOptions } from './build-options.ts';

/** Reads what planning a build needs to know. */
export async function readBuildFacts(
  workspaceRoot: string,
  project: { readonly name: string; readonly root: string },
  { dockerfile = 'Dockerfile' }: BuildOptions,
): Promise<BuildFacts> {
  const projectRoot = join(workspaceRoot, project.root);
  const [hasDockerfile, workspaceName] = await Promise.all([
    isFile(join(projectRoot, dockerfile)),
    readWorkspaceName(workspaceRoot),
  ]);
  return {
    projectName: project.name,
    workspaceName,
    mainPackages: findMainPackages(projectRoot),
    hasDockerfile,
    sourceDateEpoch: process.env['SOURCE_DATE_EPOCH'],
  };
}

async function readWorkspaceName(workspaceRoot: string): Promise<string | undefined> {
  try {
    const { name } = JSON.parse(await readFile(join(workspaceRoot, 'package.json'), 'utf8')) as {
      readonly name?: unknown;
    };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined; // No package.json, or a broken one that Nx reports by itself.
  }
}

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ?? false;
}
