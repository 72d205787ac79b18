import type { ExecutorContext } from '@nx/devkit';
import { createLogger } from '@slipway/kit';
import { buildImage } from '../../build/build-image.ts';
import type { BuildOptions } from '../../build/build-options.ts';
import { renderBuild } from '../../build/render-build.ts';
import { readProject } from '../../nx/executor-project.ts';

/** Makes the image of a project: an OCI image layout and its record below `dist`. */
export default async function dockerBuild(
  options: BuildOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  const start = performance.now();
  const project = readProject(context);
  const logger = createLogger({ verbose: context.isVerbose });
  const outcome = await buildImage({ workspaceRoot: context.root, project, options, logger });
  logger.info(renderBuild(outcome, performance.now() - start));
  return { success: true };
}
