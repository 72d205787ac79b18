import { withDriverContext, type DriverContext, type Logger } from '@slipway/kit';
import type { PushResult } from '@slipway/oci';
import { imageOutput } from '../output/image-output.ts';
import { readImage } from '../output/read-image.ts';
import { planRepository } from './plan-repository.ts';
import { planTags } from './plan-tags.ts';
import type { PushImageOptions } from './push-options.ts';
import { readTagValues } from './read-tag-values.ts';

/** Which image to push, and where. */
export interface PushSettings {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly project: DriverContext['project'] & { readonly buildTarget: string };
  readonly options: PushImageOptions;
  readonly logger: Logger;
  /** Default: aborts on the signals that end a run. */
  readonly signal?: AbortSignal;
}

/**
 * Pushes the image of a project, byte for byte. Its digests are checked first: what is on disk may have been changed
 * since it was built, and Nx does not always notice. Throws IMAGE_NOT_BUILT, OPTIONS_INVALID, and the errors of the registry.
 */
export async function pushImage({
  workspaceRoot,
  project,
  options,
  logger,
  signal,
}: PushSettings): Promise<PushResult> {
  const image = await readImage(imageOutput(workspaceRoot, project.root), project);
  const reference = planRepository(options, image.record.name);
  const { tags: templates = [], appVersion, insecure = false, dryRun = false, mountFrom } = options;
  const settings = { workspaceRoot, project, options: {}, logger, dryRun };
  return withDriverContext({ ...settings, ...(signal === undefined ? {} : { signal }) }, async (context) => {
    const tags = planTags(templates, await readTagValues(templates, appVersion, context));
    const { pushLayout } = await import('@slipway/oci');
    return pushLayout({
      layout: image.layout,
      reference,
      tags,
      insecure,
      dryRun,
      signal: context.signal,
      log: (line) => logger.verbose(line),
      ...(mountFrom === undefined ? {} : { mountFrom }),
    });
  });
}
