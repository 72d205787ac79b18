import type { ExecutorContext } from '@nx/devkit';
import { readRun } from '../../nx/read-run.ts';
import { statusOfProject } from '../../release/status-of-project.ts';
import type { StatusOptions } from '../../release/release-options.ts';

/** Shows how the release of a project is in an environment. */
export default async function deployStatus(
  options: StatusOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await statusOfProject(readRun(options, context), options);
  return { success: true };
}
