import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { SlipwayError, type DriverContext, type Rendered } from '@slipway/kit';
import { findOrigin } from './find-origin.ts';
import { helmTemplate, withoutHooks, withoutUnnamed } from './helm-template.ts';
import { realPathInside } from './inside.ts';
import { kustomize, subjectOf } from './kustomize.ts';
import { parseManifests, type ManifestSource } from './parse-manifests.ts';

/** What to make manifests of, and for which release. */
export interface ManifestRequest {
  /** Absolute. */
  readonly projectRoot: string;
  readonly overlay: string;
  /** Files of values for a Helm chart, relative to the project. */
  readonly values: readonly string[];
  /** Name of the release, for a chart. */
  readonly release: string;
  /** Namespace of the release, for a chart. */
  readonly namespace?: string;
}

/**
 * Makes the Kubernetes objects of a project: of a kustomize overlay, a Helm chart or plain files, see `findOrigin`.
 * Starts no process of the repository's choosing and asks no network. Throws MANIFESTS_MISSING, RENDER_FAILED,
 * MANIFEST_INVALID, TOOL_MISSING, ENVIRONMENT_INVALID, PATH_OUTSIDE_WORKSPACE.
 */
export async function renderManifests(request: ManifestRequest, context: DriverContext): Promise<Rendered> {
  const { projectRoot } = request;
  const { workspaceRoot } = context;
  const origin = await findOrigin({ ...request, workspaceRoot });
  if (origin.kind === 'files')
    return { documents: parseManifests(await readFiles(request, origin.files, context)), tool: 'plain files' };

  const subject = subjectOf(workspaceRoot, projectRoot, origin.folder);
  const { text, tool } =
    origin.kind === 'kustomize'
      ? await kustomize(join(projectRoot, origin.folder), { workspaceRoot, subject }, context)
      : await helmTemplate({ ...request, ...origin, subject }, context);
  const documents = parseManifests([{ name: `${subject}, as ${tool} prints it`, text }]);
  if (documents.length > 0)
    return { documents: origin.kind === 'chart' ? withoutUnnamed(withoutHooks(documents)) : documents, tool };
  throw new SlipwayError({
    code: 'MANIFESTS_MISSING',
    summary: `${subject} renders to nothing.`,
    state: 'Nothing was applied.',
    hint: `Look at it: nx run ${context.project.name}:deploy-render`,
  });
}

async function readFiles(
  { projectRoot }: ManifestRequest,
  files: readonly string[],
  { workspaceRoot }: DriverContext,
): Promise<readonly ManifestSource[]> {
  return Promise.all(
    files.map(async (file) => {
      const path = join(projectRoot, file);
      const real = (await realPathInside(workspaceRoot, path)) ?? path;
      return { name: relative(workspaceRoot, path).replaceAll('\\', '/'), text: await readFile(real, 'utf8') };
    }),
  );
}
