import { isSlipwayError, SlipwayError } from '@slipway/kit';

const untouched = 'Nothing was built; an earlier image is untouched.';

/** Runs the steps of a build. An error that leaves them says what state things are in, and a full disk is named as one. */
export async function explainFailure<T>(project: { readonly name: string }, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (isSlipwayError(error)) throw error.state === undefined ? withState(error) : error;
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ENOSPC') throw error;
    throw new SlipwayError({
      code: 'DISK_FULL',
      summary: `The disk is full: the image of "${project.name}" could not be written.`,
      state: untouched,
      hint: 'Free some space, for example with "go clean -cache" or "docker system prune", and run the command again.',
      cause: error,
    });
  }
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
