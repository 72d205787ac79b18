import { SlipwayError } from '../errors/slipway-error.ts';
import { validateSchema } from '../schema/validate-schema.ts';
import type { Driver, DriverKind } from './driver.ts';

/**
 * Checks `driverOptions` against the driver's schema and fills in its defaults.
 * Throws DRIVER_OPTIONS_INVALID with every problem at once.
 */
export async function readDriverOptions<Options>(
  driver: Pick<Driver<DriverKind, Options, unknown>, 'kind' | 'name' | 'optionsSchema'>,
  options: unknown = {},
): Promise<Options> {
  // On Nx 22 the spread marker of later versions arrives as a key of its own.
  const hasSpreadMarker = typeof options === 'object' && options !== null && '...' in options;
  const { value, problems } = await validateSchema(driver.optionsSchema, options, 'driverOptions');
  if (problems.length === 0) return value as Options;
  throw new SlipwayError({
    code: 'DRIVER_OPTIONS_INVALID',
    summary: `The options of the ${driver.kind} driver "${driver.name}" are not right.`,
    details: problems,
    state: 'Nothing was run.',
    hint: hasSpreadMarker
      ? 'The key "..." needs Nx 23 or newer; on Nx 22 write out all driverOptions.'
      : `Known options: ${Object.keys(driver.optionsSchema['properties'] ?? {}).join(', ') || 'none'}.`,
  });
}
