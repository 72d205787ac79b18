import type { ExecutorContext } from '@nx/devkit';
import { readRun } from '../../nx/read-run.ts';
import { undeployProject } from '../../release/undeploy-project.ts';
import type { UndeployOptions } from '../../release/release-options.ts';

/** Removes what the releases of a project made in an environment. */
export default async function undeploy(
  options: UndeployOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await undeployProject(readRun(options, context), options);
  return { success: true };
}
