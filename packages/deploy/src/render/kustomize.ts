import { join, relative } from 'node:path';
import { isSlipwayError, SlipwayError, type DriverContext } from '@slipway/kit';
import { assertLocal } from './assert-local.ts';
import { runRenderer } from './run-renderer.ts';

/** Text that a tool printed, and which tool that was. */
export interface RenderedText {
  readonly text: string;
  readonly tool: string;
}

/**
 * What kustomize could still reach the network with: git is not found, and HTTP ends at a port where nothing listens.
 * The references are checked before; this holds where a transformer's own configuration names something.
 */
const offline = {
  PATH: '',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: undefined,
  no_proxy: undefined,
  http_proxy: undefined,
  https_proxy: undefined,
} as const;

/**
 * Builds a kustomization with the tool, or with kubectl's own copy where the tool is absent. Plugins, functions and
 * Helm charts in it stay off, as they are by default: each of them starts a program.
 */
export async function kustomize(
  folder: string,
  { workspaceRoot, subject }: { readonly workspaceRoot: string; readonly subject: string },
  context: DriverContext,
): Promise<RenderedText> {
  const [{ name, file, args, versionArgs }] = await Promise.all([
    findKustomize(context),
    assertLocal(folder, workspaceRoot),
  ]);
  const [text, version] = await Promise.all([
    runRenderer({ name, file, args: [...args, folder], env: offline, subject, hints }, context),
    context.run({ file, args: versionArgs, effect: 'read' }).then(({ stdout }) => readVersion(stdout)),
  ]);
  return { text, tool: `${name} ${version}`.trim() };
}

const hints = [
  {
    pattern: /must specify --enable-helm/,
    hint: 'Charts in a kustomization are not inflated: put the chart into the folder "chart", or commit what "helm template" prints.',
  },
  {
    pattern: /external plugins disabled|unable to load external plugin/,
    hint: 'Plugins of kustomize are not run: commit what they make, or use a patch or a component instead.',
  },
] as const;

async function findKustomize(context: DriverContext) {
  const own = await findOrNothing('kustomize', context);
  if (own.file !== undefined) return { name: 'kustomize', file: own.file, args: ['build'], versionArgs: ['version'] };
  const kubectl = await findOrNothing('kubectl', context);
  if (kubectl.file !== undefined) {
    const versionArgs = ['version', '--client', '--output=json'];
    return { name: 'kubectl kustomize', file: kubectl.file, args: ['kustomize'], versionArgs };
  }
  throw new SlipwayError({
    code: 'TOOL_MISSING',
    summary: 'Neither kustomize nor kubectl is installed; one of them renders the overlay.',
    details: [own.why, kubectl.why],
    state: 'Nothing was rendered.',
    hint: 'Add kustomize to the workspace, pinned: nx g @slipway/go:go-tool kustomize',
  });
}

async function findOrNothing(
  name: string,
  { tool }: DriverContext,
): Promise<{ readonly file?: string; readonly why: string }> {
  try {
    return { file: await tool(name), why: '' };
  } catch (error) {
    if (isSlipwayError(error) && error.code === 'TOOL_MISSING') return { why: error.summary };
    throw error;
  }
}

function readVersion(printed: string): string {
  const version = /"kustomizeVersion": *"v?([^"]+)"/.exec(printed)?.[1] ?? /v?(\d+\.\d+\S*)/.exec(printed)?.[1];
  return version ?? '';
}

/** Where the folder of a kustomization is, for people. */
export function subjectOf(workspaceRoot: string, projectRoot: string, folder: string): string {
  return relative(workspaceRoot, join(projectRoot, folder)).replaceAll('\\', '/');
}
