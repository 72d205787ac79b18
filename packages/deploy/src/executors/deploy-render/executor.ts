import type { ExecutorContext } from '@nx/devkit';
import { readRun } from '../../nx/read-run.ts';
import { renderProject } from '../../release/render-project.ts';
import type { RenderOptions } from '../../release/release-options.ts';

/** Writes the manifests of an environment with the image pinned. */
export default async function deployRender(
  options: RenderOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await renderProject(readRun(options, context), options);
  return { success: true };
}
