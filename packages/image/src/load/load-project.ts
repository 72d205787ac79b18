import { withDriverContext, type DriverContext, type Logger, type StoreDriver } from '@slipway/kit';
import { imageOutput } from '../output/image-output.ts';
import { readImage, type BuiltImage } from '../output/read-image.ts';
import { chooseStore } from './choose-store.ts';
import { loadImage, type LoadOutcome } from './load-image.ts';
import type { LoadImageOptions } from './load-options.ts';

/** Whose image to load, and where. */
export interface LoadSettings {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly project: DriverContext['project'] & { readonly buildTarget: string };
  readonly options: LoadImageOptions;
  readonly logger: Logger;
  /** Default: aborts on the signals that end a run. */
  readonly signal?: AbortSignal;
}

/** An image in a store, and what is needed to go on with it. */
export interface LoadedImage {
  readonly image: BuiltImage;
  readonly driver: StoreDriver;
  readonly context: DriverContext;
  readonly outcome: LoadOutcome;
}

/** Loads the image of a project into a store, and goes on with it in the same context. */
export async function withLoadedImage<T>(
  { workspaceRoot, project, options, logger, signal }: LoadSettings,
  action: (loaded: LoadedImage) => Promise<T>,
): Promise<T> {
  const image = await readImage(imageOutput(workspaceRoot, project.root), project);
  const { dryRun = false, executables = {} } = options;
  const settings = { workspaceRoot, project, logger, dryRun, executables, ...(signal === undefined ? {} : { signal }) };
  const { driver, options: driverOptions } = await chooseStore(options, settings);
  const { problems = [] } = driver;
  return withDriverContext({ ...settings, problems, options: driverOptions }, async (context) =>
    action({ image, driver, context, outcome: await loadImage(driver, image, options, context) }),
  );
}
