import { SlipwayError } from '../errors/slipway-error.ts';
import { formatPlatform, type Platform } from '../image/platform.ts';
import type { BuildAbilities } from './build-driver.ts';

/** Refuses a build that the driver cannot do on this machine, before any work starts. Throws DRIVER_CANNOT. */
export function assertCanBuild(
  driver: { readonly name: string },
  abilities: BuildAbilities,
  request: { readonly platforms: readonly Platform[] },
): void {
  const wanted = request.platforms.map(formatPlatform);
  const missing =
    abilities.platforms === 'any' ? [] : wanted.filter((platform) => !abilities.platforms.includes(platform));
  const reasons = [
    ...(missing.length === 0 ? [] : [`it does not build ${missing.join(', ')}`]),
    ...(wanted.length > 1 && !abilities.multiPlatform
      ? [`it builds one platform at a time, not ${wanted.length}`]
      : []),
  ];
  if (reasons.length === 0) return;
  throw new SlipwayError({
    code: 'DRIVER_CANNOT',
    summary: `The build driver "${driver.name}" cannot make this image here (${abilities.engine}): ${reasons.join(', and ')}.`,
    state: 'Nothing was built.',
    hint: `Build one of its platforms, or use another driver: --driver=go builds Go programs for every platform without an engine.`,
  });
}
