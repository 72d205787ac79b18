import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '@slipway/kit';
import { nxRange, supportedNx } from './nx-version.ts';
import { findPackageSources } from './package-sources.ts';
import type { WorkspacePlan } from './workspace-files.ts';
import { findNameProblem } from './workspace-name.ts';

/** What the user asks for. */
export interface NewWorkspaceRequest {
  readonly name: string;
  /** A line of Nx such as `24.0.x`, or one version of it. */
  readonly nx: string;
  /** A folder of tarballs. Default: the registry. */
  readonly from: string | undefined;
  readonly install: boolean;
}

/** A request that was found good, with the folder it will fill. */
export interface NewWorkspace extends WorkspacePlan {
  readonly root: string;
  readonly install: boolean;
}

/** Checks the whole request, every problem at once; reads only. */
export async function planWorkspace(
  { name, nx, from, install }: NewWorkspaceRequest,
  version: string,
  cwd: string,
): Promise<NewWorkspace> {
  const nameProblem = findNameProblem(name);
  const range = nxRange(nx);
  const sources = await findPackageSources(version, from, cwd);
  const root = join(cwd, name);
  const problems = [
    ...(nameProblem === undefined ? [] : [nameProblem]),
    ...(range === undefined ? [`--nx: «${nx}» is not supported; known are ${supportedNx.join(', ')}.`] : []),
    ...('problem' in sources ? [sources.problem] : []),
  ];
  if (range === undefined || 'problem' in sources || problems.length > 0) throw refusal(name, problems, nameProblem);
  await assertEmpty(root);
  return { name, nx: range, dependencies: sources.dependencies, root, install };
}

function refusal(name: string, problems: readonly string[], nameProblem: string | undefined): SlipwayError {
  return new SlipwayError({
    code: nameProblem === undefined ? 'OPTIONS_INVALID' : 'NAME_INVALID',
    summary: `The workspace «${name}» cannot be made.`,
    details: problems,
    state: 'Nothing was written.',
    hint: 'A good name is for example: slipway new acme',
  });
}

async function assertEmpty(root: string): Promise<void> {
  const content = await readdir(root).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    return [String((error as NodeJS.ErrnoException).code)];
  });
  if (content.length === 0) return;
  throw new SlipwayError({
    code: 'FOLDER_NOT_EMPTY',
    summary: `${root} is there already and holds something.`,
    state: 'Nothing was written.',
    hint: 'Choose another name. For a workspace that has Nx already, run in it: npx nx add @slipway/go',
  });
}
