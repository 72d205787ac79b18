import { isSlipwayError, SlipwayError } from '@slipway/kit';

/** What the joint error says. */
export interface JointText {
  /** First line where there are several; one error keeps its own. */
  readonly summary: string;
  /** What state things are in now. */
  readonly state: string;
}

/**
 * One error for all that failed at once, with the code of the first. Equal ones are said once.
 * A cancelled run is cancelled whatever else failed; what is no error of ours is thrown on as it is.
 */
export function joinErrors(errors: readonly unknown[], { summary, state }: JointText): unknown {
  const stranger = errors.find((error) => !isSlipwayError(error));
  if (stranger !== undefined) return stranger;
  const ours = errors.filter(isSlipwayError);
  const cancellation = ours.find(({ code }) => code === 'CANCELLED');
  const different = new Map(ours.map((error) => [error.message, error]));
  const [first, ...others] = [...different.values()];
  const alone = cancellation ?? (others.length === 0 ? first : undefined);
  if (alone !== undefined) return restate(alone, state);
  return new SlipwayError({
    code: first?.code ?? 'CLUSTER_FAILED',
    summary,
    details: [...different.values()].map((error) =>
      [`${error.summary} [${error.code}]`, ...error.details].join('\n  '),
    ),
    state,
    ...hintOf(ours),
    cause: first,
  });
}

/** The same error with another state. */
function restate(error: SlipwayError, state: string): SlipwayError {
  const { code, summary, details, hint, cause } = error;
  return new SlipwayError({ code, summary, details, state, ...(hint === undefined ? {} : { hint }), cause });
}

/** A hint that all of them give; of different ones none would be the right one. */
function hintOf(errors: readonly SlipwayError[]): { readonly hint?: string } {
  const hints = [...new Set(errors.map(({ hint }) => hint))];
  return hints.length === 1 && hints[0] !== undefined ? { hint: hints[0] } : {};
}
