import type { ExecutorContext } from '@nx/devkit';
import { readRun } from '../../nx/read-run.ts';
import { rollbackProject } from '../../release/rollback-project.ts';
import type { RollbackOptions } from '../../release/release-options.ts';

/** Goes back to an earlier release. */
export default async function deployRollback(
  options: RollbackOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await rollbackProject(readRun(options, context), options);
  return { success: true };
}
