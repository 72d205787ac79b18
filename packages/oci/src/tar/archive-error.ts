import { SlipwayError } from '@slipway/kit';

/** An archive that cannot be read, with everything that is wrong. */
export function archiveInvalid(
  name: string,
  problems: readonly string[],
  hint = 'Make the archive again, for example with docker save -o FILE NAME.',
): SlipwayError {
  return new SlipwayError({
    code: 'ARCHIVE_INVALID',
    summary: `${name} is not an archive of one image.`,
    details: problems,
    state: 'Nothing was taken from it.',
    hint,
  });
}
