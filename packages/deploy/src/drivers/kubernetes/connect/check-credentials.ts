import { isAbsolute } from 'node:path';
import { findOnPath, SlipwayError } from '@slipway/kit';
import { isRecord } from '../api/read-refusal.ts';
import type { FrozenContext } from './frozen-context.ts';
import { isInWorkspace } from './kubectl.ts';

/**
 * Refuses a user of a kubeconfig that would run a program of the workspace, ask somebody, or mean another file once
 * the context is frozen. Throws KUBECONFIG_INVALID with every problem.
 */
export async function assertCredentials({ name, user }: FrozenContext, workspaceRoot: string): Promise<void> {
  const exec = isRecord(user['exec']) ? user['exec'] : {};
  const command = typeof exec['command'] === 'string' ? exec['command'] : undefined;
  const tokenFile = typeof user['tokenFile'] === 'string' ? user['tokenFile'] : undefined;
  const problems = [
    ...(command === undefined ? [] : await problemsOfPlugin(command, workspaceRoot)),
    ...(exec['interactiveMode'] === 'Always'
      ? ['Its credential plugin wants to ask somebody (interactiveMode: Always), and a deploy never asks.']
      : []),
    ...(tokenFile !== undefined && tokenFile !== '' && !isAbsolute(tokenFile)
      ? [`Its tokenFile "${tokenFile}" is a relative path. Write an absolute one.`]
      : []),
  ];
  if (problems.length === 0) return;
  throw new SlipwayError({
    code: 'KUBECONFIG_INVALID',
    summary: `The user of the context "${name}" cannot be used.`,
    details: problems,
    state: 'Nothing was changed.',
    hint: 'Change that user in the kubeconfig; a deploy works on a copy of the context that must mean the same everywhere.',
  });
}

async function problemsOfPlugin(command: string, workspaceRoot: string): Promise<readonly string[]> {
  const isBare = !/[\\/]/.test(command);
  if (!isBare && !isAbsolute(command)) {
    return [`Its credential plugin "${command}" is a relative path. Write an absolute one.`];
  }
  // npx puts node_modules/.bin of the workspace on the PATH.
  const file = isBare ? await findOnPath(command) : command;
  if (file === undefined || !(await isInWorkspace(file, workspaceRoot))) return [];
  return [`Its credential plugin "${command}" is a program of the workspace (${file}).`];
}
