import { join } from 'node:path';
import { isSlipwayError, withDriverContext } from '@slipway/kit';

/** The module to tidy. */
export interface ModuleToTidy {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly projectRoot: string;
  readonly projectName: string;
}

/**
 * Runs `go mod tidy` in a new module. The files are written by now and good without it,
 * so a machine without Go or without network gets a warning and a project, not an error.
 */
export async function tidyModule({ workspaceRoot, projectRoot, projectName }: ModuleToTidy): Promise<void> {
  const project = { name: projectName, root: projectRoot };
  await withDriverContext({ workspaceRoot, project, options: {} }, async ({ run, tool, logger }) => {
    try {
      const cwd = join(workspaceRoot, projectRoot);
      await run({ file: await tool('go'), args: ['mod', 'tidy'], cwd, effect: 'change' });
    } catch (error) {
      if (!isSlipwayError(error) || error.code === 'CANCELLED') throw error;
      logger.warn(`go mod tidy did not run for ${projectName}: ${error.summary}`);
      logger.warn(`Run "npx nx tidy ${projectName}" when that is mended.`);
    }
  });
}
