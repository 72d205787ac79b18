import { SlipwayError } from '@slipway/kit';

/** Who wrote a layout: Slipway, or an engine whose output is being converted. Decides what is accepted, and what the hint says. */
export type Origin = 'ours' | 'foreign';

/** No layout where one was expected. */
export function layoutMissing(directory: string, origin: Origin = 'ours'): SlipwayError {
  return new SlipwayError({
    code: 'LAYOUT_MISSING',
    summary: `There is no image layout in ${directory}.`,
    hint: {
      ours: 'Build the image first: nx run <project>:docker-build.',
      foreign: 'The build engine ended well but left no image there: see what it was asked for with --verbose.',
    }[origin],
  });
}

/** A layout that is not what it should be, with everything that is wrong. */
export function layoutInvalid(directory: string, problems: readonly string[], origin: Origin = 'ours'): SlipwayError {
  return new SlipwayError({
    code: 'LAYOUT_INVALID',
    summary: `The image layout in ${directory} cannot be used.`,
    details: [...new Set(problems)],
    state: 'Nothing was taken from it.',
    hint: {
      ours: 'Build it again without the cache: nx run <project>:docker-build --skip-nx-cache.',
      foreign: 'The build engine wrote it so: have it build one image, into an empty folder.',
    }[origin],
  });
}
