import { isSlipwayError, SlipwayError } from '@slipway/kit';
import { readLayout } from '@slipway/oci';
import { toNamePart } from '../build/image-name.ts';
import { withLoadedImage, type LoadSettings } from '../load/load-project.ts';
import { planRun } from './plan-run.ts';
import type { RunImageOptions } from './run-options.ts';

/** Whose image to run, and how. */
export interface RunSettings extends Omit<LoadSettings, 'options'> {
  readonly options: RunImageOptions;
}

/** How a run ended: by itself, or because it was stopped. */
export type RunEnd = 'ended' | 'stopped';

/**
 * Runs the image of a project in the foreground until it ends or the run is cancelled; loads it first where needed.
 * The container is removed in every case. Throws COMMAND_FAILED when the program ends with another code than 0.
 */
export async function runImage(settings: RunSettings): Promise<RunEnd> {
  const { options, project, logger } = settings;
  return withLoadedImage(settings, async ({ image, driver, context, outcome }) => {
    if (driver.run === undefined) {
      throw new SlipwayError({
        code: 'DRIVER_CANNOT',
        summary: `The store driver "${driver.name}" keeps images, but does not run them.`,
        hint: 'Run it with --driver=docker or --driver=podman.',
      });
    }
    const [first] = (await readLayout(image.layout)).images;
    const plan = planRun(options, first?.config.config ?? {});
    const name = `slipway-${toNamePart(project.name)}-${process.pid}`;
    const urls = plan.ports.map(({ host, container }) => `http://127.0.0.1:${host} → ${container}`);
    logger.info(`${outcome.reference}\n  ${[outcome.engine, name, ...urls].join(' · ')}`);
    try {
      const { exitCode } = await driver.run({ ...plan, name, reference: outcome.reference }, context);
      if (exitCode === 0) return 'ended';
      throw new SlipwayError({
        code: 'COMMAND_FAILED',
        summary: `The program of "${project.name}" ended with exit code ${exitCode}.`,
      });
    } catch (error) {
      // Stopping is how a server is meant to end.
      if (isSlipwayError(error) && error.code === 'CANCELLED') return 'stopped';
      throw error;
    }
  });
}
