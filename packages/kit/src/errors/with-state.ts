import { isSlipwayError, SlipwayError } from './slipway-error.ts';

/** The same error with another state, and where a hint is given with that; what is no error of ours stays as it is. */
export function withState(error: unknown, state: string, hint?: string): unknown {
  if (!isSlipwayError(error)) return error;
  const { code, summary, details, cause } = error;
  const said = hint ?? error.hint;
  return new SlipwayError({ code, summary, details, state, ...(said === undefined ? {} : { hint: said }), cause });
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
