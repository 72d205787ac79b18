import type { ExecutorContext } from '@nx/devkit';
import { readComposeRun } from '../../nx/read-run.ts';
import { stopServices, type ComposeDownOptions } from '../../release/compose-services.ts';

/** Stops the services of a project. */
export default async function composeDownExecutor(
  options: ComposeDownOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await stopServices(readComposeRun(options, context), options);
  return { success: true };
}
