import type { DeliveredImage, Document, DriverContext, ReleaseRequest, Rendered } from '@slipway/kit';
import { deliverImage } from '../deliver/deliver-image.ts';
import { pinImages } from '../pin/pin-images.ts';
import { foreseeImage, type ImageSource } from './choose-image.ts';
import type { TakeoverOptions } from './release-options.ts';
import type { ReleaseRun } from './release-run.ts';
import { timed, type PreparedDriver } from './with-driver.ts';

/** Documents that name every image of ours by what it is. */
export interface PinnedRelease {
  readonly documents: readonly Document[];
  readonly images: readonly DeliveredImage[];
}

/** What to pin in what. */
export interface PinRequest {
  readonly source: ImageSource;
  readonly rendered: Rendered;
  /** Whether the image is brought to where it will be called so; else nothing is written anywhere. */
  readonly deliver: boolean;
}

/**
 * Brings the image where the release takes it from, and pins it. That the manifests use it is found out first.
 * A dry run writes nothing.
 */
export async function pinRelease(
  run: ReleaseRun,
  { abilities, context }: PreparedDriver,
  { source, rendered, deliver }: PinRequest,
): Promise<PinnedRelease> {
  const { documents } = rendered;
  if (source.kind === 'none') return { documents, images: [] };
  if (source.kind === 'given') return pinned(documents, source.image);
  const { images: takes } = await abilities();
  const foreseen = foreseeImage(source.image, run.environment, takes);
  const planned = foreseen === undefined ? undefined : pinned(documents, foreseen);
  if (planned !== undefined && !deliver) return planned;
  const { image } = await timed(
    run,
    ({ outcome }) => outcome,
    () => bringImage(run, context, source, takes),
  );
  return pinned(documents, image);
}

/** What a session is asked to release. */
export function releaseRequest(
  { environment }: ReleaseRun,
  { documents, images }: PinnedRelease,
  { forceConflicts = false, adopt = false, pruneData = false }: TakeoverOptions,
): ReleaseRequest {
  const { timeout, settle, rollbackOnFailure } = environment;
  return { documents, images, timeout, settle, rollbackOnFailure, forceConflicts, adopt, pruneData };
}

function pinned(documents: readonly Document[], image: DeliveredImage): PinnedRelease {
  return { documents: pinImages(documents, [image]).documents, images: [image] };
}

function bringImage(
  { workspaceRoot, project, environment, executables, logger }: ReleaseRun,
  { dryRun, signal }: DriverContext,
  { image }: Extract<ImageSource, { readonly kind: 'built' }>,
  takes: Parameters<typeof foreseeImage>[2],
) {
  const { name, registry, store, insecure } = environment;
  return deliverImage({
    workspaceRoot,
    project,
    image,
    environment: name,
    ...(registry === undefined ? {} : { registry }),
    ...(store === undefined ? {} : { store }),
    takes,
    insecure,
    executables,
    dryRun,
    logger,
    signal,
  });
}
