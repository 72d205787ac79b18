import { SlipwayError } from '@slipway/kit';

/** No layout where one was expected. */
export function layoutMissing(directory: string): SlipwayError {
  return new SlipwayError({
    code: 'LAYOUT_MISSING',
    summary: `There is no image layout in ${directory}.`,
    hint: 'Build the image first: nx run <project>:docker-build.',
  });
}

/** A layout that is not what it should be, with everything that is wrong. */
export function layoutInvalid(directory: string, problems: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'LAYOUT_INVALID',
    summary: `The image layout in ${directory} cannot be used.`,
    details: [...new Set(problems)],
    state: 'Nothing was taken from it.',
    hint: 'Build it again without the cache: nx run <project>:docker-build --skip-nx-cache.',
  });
}
