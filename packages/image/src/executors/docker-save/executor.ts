import type { ExecutorContext } from '@nx/devkit';
import { relative } from 'node:path';
import { createLogger } from '@slipway/kit';
import { readProject } from '../../nx/executor-project.ts';
import { saveImage, type SaveOptions } from '../../save/save-image.ts';

/** Writes the image of a project as one file that engines load, with a script that runs it. */
export default async function dockerSave(
  options: SaveOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  const project = readProject(context);
  const logger = createLogger({ verbose: context.isVerbose });
  const { archive, script, platform } = await saveImage({ workspaceRoot: context.root, project, options, logger });
  if (options.dryRun !== true) {
    logger.info(
      `${relative(context.root, archive)} (${platform})\n  run it with ${relative(context.root, script)}, docker load or podman load`,
    );
  }
  return { success: true };
}
