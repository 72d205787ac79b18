import type { ExecutorContext } from '@nx/devkit';
import { createLogger } from '@slipway/kit';
import { readProject } from '../../nx/executor-project.ts';
import { pushImage } from '../../push/push-image.ts';
import type { PushImageOptions } from '../../push/push-options.ts';
import { renderPush, toPushJson } from '../../push/render-push.ts';

/** Pushes the image of a project to a registry, and prints its pinned reference. */
export default async function dockerPush(
  options: PushImageOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  const start = performance.now();
  const project = readProject(context);
  const logger = createLogger({ verbose: context.isVerbose, json: options.json ?? false });
  const result = await pushImage({ workspaceRoot: context.root, project, options, logger });
  if (options.json === true) process.stdout.write(`${JSON.stringify(toPushJson(result))}\n`);
  else for (const line of renderPush(result, performance.now() - start)) logger.info(line);
  return { success: true };
}
