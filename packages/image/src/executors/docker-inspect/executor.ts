import type { ExecutorContext } from '@nx/devkit';
import { createLogger } from '@slipway/kit';
import { verifyLayout } from '@slipway/oci';
import { describeImage } from '../../inspect/describe-image.ts';
import { renderDescription } from '../../inspect/render-description.ts';
import { readProject } from '../../nx/executor-project.ts';
import { imageOutput } from '../../output/image-output.ts';
import { readImage } from '../../output/read-image.ts';

/** Options of docker-inspect. */
export interface InspectOptions {
  readonly json?: boolean;
}

/** Shows what the image of a project holds. */
export default async function dockerInspect(
  options: InspectOptions,
  context: ExecutorContext,
): Promise<{ readonly success: boolean }> {
  const project = readProject(context);
  const { record, layout } = await readImage(imageOutput(context.root, project.root), project);
  const description = describeImage(record, await verifyLayout(layout));
  const logger = createLogger({ verbose: context.isVerbose });
  if (options.json === true) logger.info(JSON.stringify(description));
  else for (const line of renderDescription(description)) logger.info(line);
  return { success: true };
}
