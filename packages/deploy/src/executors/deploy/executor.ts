import type { ExecutorContext } from '@nx/devkit';
import { readRun } from '../../nx/read-run.ts';
import { deployProject } from '../../release/deploy-project.ts';
import type { DeployOptions } from '../../release/release-options.ts';

/** Releases the image of a project to an environment, and watches until it runs. */
export default async function deploy(
  options: DeployOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await deployProject(readRun(options, context), options);
  return { success: true };
}
