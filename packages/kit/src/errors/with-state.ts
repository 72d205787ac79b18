import { isSlipwayError, SlipwayError, type SlipwayErrorContent } from './slipway-error.ts';

/** The same error with another state, and where a hint is given with that; what is no error of ours stays as it is. */
export function withState(error: unknown, state: string, hint?: string): unknown {
  if (!isSlipwayError(error)) return error;
  return copyWith(error, { state, ...(hint === undefined ? {} : { hint }) });
}

/** The same error with another hint. */
export function withHint(error: SlipwayError, hint: string): SlipwayError {
  return copyWith(error, { hint });
}

function copyWith(error: SlipwayError, changed: Pick<SlipwayErrorContent, 'state' | 'hint'>): SlipwayError {
  const { code, summary, details, cause } = error;
  const { state = error.state, hint = error.hint } = changed;
  return new SlipwayError({
    ...{ code, summary, details, cause },
    ...(state === undefined ? {} : { state }),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The error with a state, where it says none itself. */
export function orState(error: unknown, state: string): unknown {
  return isSlipwayError(error) && error.state === undefined ? withState(error, state) : error;
}

/** Runs an action whose errors are of one state, unless they say another themselves. */
export async function inState<Result>(state: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw orState(error, state);
  }
}
