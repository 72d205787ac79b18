import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createLogger, runCommand, throwIfCancelled, type RunnerSettings } from '@slipway/kit';
import { readOwnVersion } from '../cli/own-version.ts';
import type { Terminal } from '../cli/terminal.ts';
import { draftOf, removeAbandonedDrafts } from './draft.ts';
import { initGit } from './init-git.ts';
import { installCommand, toInstallError } from './install.ts';
import { planWorkspace, type NewWorkspace, type NewWorkspaceRequest } from './plan-workspace.ts';
import { renderWorkspaceFiles } from './workspace-files.ts';

/** What was made. */
export interface CreatedWorkspace {
  readonly name: string;
  /** Absolute. */
  readonly root: string;
  /** The range of Nx versions that package.json asks for. */
  readonly nx: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly installed: boolean;
  readonly git: boolean;
}

/**
 * Makes a workspace beside its final place and moves it there when it is whole:
 * a failure or Ctrl-C leaves nothing behind, and what a kill leaves the next run removes.
 */
export async function createWorkspace(
  request: NewWorkspaceRequest,
  terminal: Terminal,
  json: boolean,
): Promise<CreatedWorkspace> {
  const plan = await planWorkspace(request, readOwnVersion(), terminal.cwd);
  const { signal, stdout, stderr } = terminal;
  const draft = draftOf(plan.root);
  const settings = { cwd: draft, signal, logger: createLogger({ json, stdout, stderr }), problems: [] };
  await removeAbandonedDrafts(plan.root);
  await mkdir(draft);
  try {
    const git = await fill(plan, settings);
    throwIfCancelled(signal);
    await moveInto(draft, plan.root);
    const { name, root, nx, dependencies: packages, install: installed } = plan;
    return { name, root, nx, packages, installed, git };
  } finally {
    await rm(draft, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Writes, installs, and makes the repository; says whether there is one. */
async function fill(plan: NewWorkspace, settings: RunnerSettings): Promise<boolean> {
  for (const [path, text] of renderWorkspaceFiles(plan)) await writeFile(join(settings.cwd, path), text);
  if (plan.install) {
    await runCommand(installCommand(process.env), settings).catch((error: unknown) => {
      throw toInstallError(error);
    });
  }
  return await initGit(settings, dirname(plan.root));
}

/** A rename replaces an empty folder on POSIX only, so an empty one is removed first. */
async function moveInto(draft: string, root: string): Promise<void> {
  await rmdir(root).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  await rename(draft, root);
}
