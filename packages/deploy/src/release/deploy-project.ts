import { orState } from '@slipway/kit';
import { chooseImage } from './choose-image.ts';
import { pinRelease, releaseRequest } from './pin-release.ts';
import type { DeployOptions } from './release-options.ts';
import type { ReleaseRun } from './release-run.ts';
import { withRendered } from './render-documents.ts';
import { reportRelease } from './report-release.ts';
import { withDriver } from './with-driver.ts';

/**
 * Releases a project: renders and opens the place, delivers the image, pins it, and hands all to the driver.
 * Nothing is written anywhere under a dry run.
 */
export async function deployProject(run: ReleaseRun, options: DeployOptions): Promise<void> {
  const start = performance.now();
  const { dryRun = false } = options;
  const progress = { isHandedOver: false };
  try {
    const source = await chooseImage(run, options.image);
    await withDriver(run, dryRun, (prepared) =>
      withRendered(run, prepared, source, async (session, rendered) => {
        const pinned = await pinRelease(run, prepared, { source, rendered, deliver: true });
        const request = releaseRequest(run, pinned, options);
        progress.isHandedOver = true;
        // What takes its time in there only the driver knows, and says.
        const release = await session.deploy(request);
        const { images } = pinned;
        const took = performance.now() - start;
        reportRelease(run, { verb: 'released to', release, images, place: session.place, dryRun, took }, options);
      }),
    );
  } catch (error) {
    // From then on only the driver knows how far the release came.
    throw progress.isHandedOver ? error : orState(error, 'Nothing was applied.');
  }
}
