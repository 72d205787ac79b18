import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  contentTag,
  formatPlatform,
  parsePlatform,
  parseReference,
  SlipwayError,
  type DriverContext,
  type ImageReference,
  type LoadRequest,
  type LoadResult,
  type Pinned,
  type StoreAbilities,
  type StoreDriver,
} from '@slipway/kit';
import type { Layout } from '@slipway/oci';
import type { BuiltImage } from '../output/read-image.ts';
import type { LoadImageOptions } from './load-options.ts';

/** What a load did. */
export interface LoadOutcome extends LoadResult {
  readonly engine: string;
  readonly tags: readonly string[];
  /** Whether the store had the image already. */
  readonly alreadyThere: boolean;
}

/**
 * Brings an image into a store under its content tag, and under a name for people.
 * The layout's digests are checked first, and the store is asked whether it has the image afterwards.
 */
export async function loadImage(
  driver: StoreDriver,
  image: BuiltImage,
  options: Pick<LoadImageOptions, 'tag' | 'platform'>,
  context: DriverContext,
): Promise<LoadOutcome> {
  const { layoutToArchive, verifyLayout } = await import('@slipway/oci');
  // An engine takes as long to say hello as an image to be hashed.
  const [layout, abilities] = await Promise.all([
    verifyLayout(image.layout, { strays: 'allowed' }),
    driver.inspect(context),
  ]);
  const platform = choosePlatform(layout, options.platform, abilities);
  assertCompression(layout, driver, abilities);
  const name = parseReference(image.record.name);
  const reference = contentTag(name, layout.digest);
  const tag = humanTag(name, options.tag);
  const request: LoadRequest = {
    archive: join(context.workDir, 'image.tar'),
    digest: layout.digest,
    reference,
    tags: [tag],
    platform: parsePlatform(platform),
  };
  const outcome = { engine: abilities.engine, tags: [`${image.record.name}:${tag.tag ?? ''}`] };
  if (await driver.has?.(reference, context)) {
    // The name for people may have moved on to a later build.
    await driver.tag?.(reference, request.tags, context);
    return { ...outcome, reference, id: layout.digest, alreadyThere: true };
  }

  await layoutToArchive(image.layout, request.archive, {
    reference: parseReference(reference),
    platform: request.platform,
  });
  const result = await driver.load(request, context);
  await rm(request.archive, { force: true });
  if (!context.dryRun && driver.has !== undefined) await assertLoaded(driver, reference, context);
  return { ...outcome, ...result, alreadyThere: false };
}

/** The platform of the engine if the image has it; else the image's only one, which the engine may emulate. */
function choosePlatform(layout: Layout, asked: string | undefined, { platform, engine }: StoreAbilities): string {
  const wanted = asked === undefined ? platform : formatPlatform(parsePlatform(asked));
  const [only] = layout.platforms;
  if (layout.platforms.includes(wanted)) return wanted;
  if (asked === undefined && layout.platforms.length === 1 && only !== undefined) return only;
  throw new SlipwayError({
    code: 'PLATFORMS_DIFFER',
    summary: `The image has no part for ${wanted}, which ${asked === undefined ? `${engine} runs` : 'was asked for'}.`,
    details: [`It has: ${layout.platforms.join(', ')}.`],
    state: 'Nothing was loaded.',
    hint: `Build it for that platform too: docker-build --platforms=${[...layout.platforms, wanted].join(',')}`,
  });
}

function assertCompression({ images }: Layout, { name }: StoreDriver, { zstd, engine }: StoreAbilities): void {
  const hasZstd = images.some(({ manifest }) => manifest.layers.some(({ mediaType }) => mediaType.endsWith('+zstd')));
  if (zstd || !hasZstd) return;
  throw new SlipwayError({
    code: 'DRIVER_CANNOT',
    summary: `The store driver "${name}" cannot take this image: ${engine} does not know layers compressed with zstd.`,
    state: 'Nothing was loaded.',
    hint: 'Build it with --driverOptions.compression=gzip.',
  });
}

function humanTag(name: ImageReference, tag = 'dev'): ImageReference {
  return { ...name, tag: parseReference(`x:${tag}`).tag ?? tag };
}

async function assertLoaded(driver: StoreDriver, reference: Pinned, context: DriverContext): Promise<void> {
  if (await driver.has?.(reference, context)) return;
  throw new SlipwayError({
    code: 'COMMAND_FAILED',
    summary: `${driver.name} said that it loaded the image, but does not have ${reference}.`,
    hint: `Run it again with --verbose to see the commands.`,
  });
}
