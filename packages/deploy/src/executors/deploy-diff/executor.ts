import type { ExecutorContext } from '@nx/devkit';
import { readRun } from '../../nx/read-run.ts';
import { diffProject } from '../../release/diff-project.ts';
import type { DiffOptions } from '../../release/release-options.ts';

/** Shows what a deploy to an environment would change. */
export default async function deployDiff(
  options: DiffOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  await diffProject(readRun(options, context), options);
  return { success: true };
}
