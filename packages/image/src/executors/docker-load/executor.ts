import type { ExecutorContext } from '@nx/devkit';
import { createLogger, formatDuration } from '@slipway/kit';
import type { LoadImageOptions } from '../../load/load-options.ts';
import { withLoadedImage } from '../../load/load-project.ts';
import { readProject } from '../../nx/executor-project.ts';

/** Loads the image of a project into a local engine, under a tag that can only mean this image. */
export default async function dockerLoad(
  options: LoadImageOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  const start = performance.now();
  const project = readProject(context);
  const logger = createLogger({ verbose: context.isVerbose, json: options.json ?? false });
  const outcome = await withLoadedImage({ workspaceRoot: context.root, project, options, logger }, (loaded) =>
    Promise.resolve(loaded.outcome),
  );
  const { reference, tags, engine, alreadyThere } = outcome;
  const did = alreadyThere ? 'already there' : options.dryRun === true ? 'would be loaded' : 'loaded';
  if (options.json === true) process.stdout.write(`${JSON.stringify({ schema: 1, ...outcome })}\n`);
  else
    logger.info(
      `${reference}\n  ${did} · also ${tags.join(', ')} · ${engine} · ${formatDuration(performance.now() - start)}`,
    );
  return { success: true };
}
