import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, relative, resolve } from 'node:path';
import { isInside, SlipwayError, type CommandResult, type DriverContext } from '@slipway/kit';
import type { KubernetesOptions } from './kubernetes-options.ts';

/** kubectl, and the kubeconfig it reads. */
export interface Kubectl {
  /** Absolute. */
  readonly file: string;
  /** Reads the merged kubeconfig. What it prints may hold secrets: only the command is logged. */
  readConfig(args: readonly string[]): Promise<Pick<CommandResult, 'exitCode' | 'stdout' | 'stderr'>>;
}

const anyFailure = Array.from({ length: 255 }, (_, index) => index + 1);

/** Preferences of the user's could change what a command means. */
export const kubectlEnvironment: Readonly<Record<string, string>> = { KUBERC: 'off' };

/**
 * Finds kubectl and the files of its kubeconfig. Throws TOOL_MISSING, and KUBECONFIG_INVALID for a file in the
 * workspace: whoever may change the code could otherwise send a deploy elsewhere, or run a program as the deployer.
 * `onStart` is called whenever the kubeconfig is being read.
 */
export async function openKubectl(
  context: DriverContext<KubernetesOptions>,
  onStart: () => void = () => undefined,
): Promise<Kubectl> {
  const { options, workspaceRoot } = context;
  const file = await context.tool('kubectl');
  const named = options.kubeconfig === undefined ? undefined : fromHome(options.kubeconfig, workspaceRoot);
  const files = named === undefined ? defaultFiles(workspaceRoot) : [named];
  const inside: string[] = [];
  for (const path of files) if (await isInWorkspace(path, workspaceRoot)) inside.push(path);
  if (inside.length > 0) throw untrusted(inside, workspaceRoot);
  const kubeconfig = named === undefined ? [] : [`--kubeconfig=${named}`];
  return {
    file,
    readConfig: (args) =>
      context.run({
        file,
        args: ['config', 'view', ...kubeconfig, ...args, '--output=json'],
        effect: 'read',
        env: kubectlEnvironment,
        onStart,
        // Of a failure of its own a command prints what was said, and that is the kubeconfig.
        acceptExitCodes: anyFailure,
      }),
  };
}

/** Whether a path leads into the workspace, also through a link. What does not exist is judged by its name. */
export async function isInWorkspace(path: string, workspaceRoot: string): Promise<boolean> {
  const [target, root] = await Promise.all([path, workspaceRoot].map((each) => realpath(each).catch(() => each)));
  return isInside(String(root), String(target));
}

/** kubectl's own rule: the variable, with its files separated as in PATH, else the file of the home folder. */
function defaultFiles(workspaceRoot: string): readonly string[] {
  const listed = (process.env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const files = listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
  return files.map((path) => resolve(workspaceRoot, path));
}

function fromHome(path: string, workspaceRoot: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(workspaceRoot, path);
}

function untrusted(files: readonly string[], workspaceRoot: string): SlipwayError {
  const shown = files.map((file) => relative(workspaceRoot, file));
  return new SlipwayError({
    code: 'KUBECONFIG_INVALID',
    summary: `The kubeconfig ${shown.join(', ')} lies in the workspace.`,
    details: ['A change of the code could send a deploy to another cluster, or have a program of its choice run.'],
    state: 'Nothing was changed.',
    hint: 'Keep it outside, and name it with KUBECONFIG or with driverOptions.kubeconfig of the environment.',
  });
}
