import type { ExecutorContext } from '@nx/devkit';
import { readComposeRun } from '../../nx/read-run.ts';
import { followServices, type ComposeLogsOptions } from '../../release/compose-services.ts';

/** Shows what the services of a project print. */
export default async function composeLogsExecutor(
  options: ComposeLogsOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await followServices(readComposeRun(options, context), options);
  return { success: true };
}
