import type { ExecutorContext } from '@nx/devkit';
import { createLogger } from '@slipway/kit';
import { readProject } from '../../nx/executor-project.ts';
import { runImage } from '../../run/run-image.ts';
import type { RunImageOptions } from '../../run/run-options.ts';

/** Runs the image of a project in a local engine until it ends or is stopped. */
export default async function dockerRun(
  options: RunImageOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  const project = readProject(context);
  const logger = createLogger({ verbose: context.isVerbose });
  const end = await runImage({ workspaceRoot: context.root, project, options, logger });
  if (end === 'stopped') logger.info(`Stopped "${project.name}"; its container is removed.`);
  return { success: true };
}
