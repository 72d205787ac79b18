import { isSlipwayError, SlipwayError, toWriteError } from '@slipway/kit';

const untouched = 'Nothing was built; an earlier image is untouched.';

/**
 * Runs the steps of a build. An error that leaves them says what state things are in, and a full disk is DISK_FULL
 * wherever it was met: in a file of ours, of a library, or of a command.
 */
export async function explainFailure<T>(project: { readonly name: string }, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const known = isFullDisk(error) ? toWriteError(error, error.path ?? `the image of "${project.name}"`) : error;
    if (!isSlipwayError(known)) throw known;
    throw known.state === undefined || isAboutWriting(known) ? withState(known) : known;
  }
}

/** Other errors of the file system may well come from reading, and keep their own words. */
function isFullDisk(error: unknown): error is NodeJS.ErrnoException {
  return ['ENOSPC', 'EDQUOT'].includes(String((error as NodeJS.ErrnoException | undefined)?.code));
}

/** Who writes one file can only speak of that file. */
function isAboutWriting({ code }: SlipwayError): boolean {
  return code === 'DISK_FULL' || code === 'WRITE_FAILED';
}

function withState(error: SlipwayError): SlipwayError {
  const { code, summary, details, hint } = error;
  return new SlipwayError({
    code,
    summary,
    details,
    state: untouched,
    ...(hint === undefined ? {} : { hint }),
    cause: error.cause ?? error,
  });
}
