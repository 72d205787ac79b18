import type { ExecutorContext } from '@nx/devkit';
import { readComposeRun } from '../../nx/read-run.ts';
import { startServices, type ComposeUpOptions } from '../../release/compose-services.ts';

/** Starts the services of a project for development. */
export default async function composeUpExecutor(
  options: ComposeUpOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await startServices(readComposeRun(options, context), options);
  return { success: true };
}
