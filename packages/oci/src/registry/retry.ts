import { cancellationOf, SlipwayError } from '@slipway/kit';
import type { Clock } from './clock.ts';
import { Failure } from './failure.ts';

/** What all tries of one piece of work share. */
export interface Budget {
  readonly clock: Clock;
  /** Most tries of one step. */
  readonly attempts: number;
  /** When the work must be over, in milliseconds since 1970. */
  readonly deadline: number;
  /** Aborts at the deadline, or when the user cancels. */
  readonly signal: AbortSignal;
  /** Aborts at the deadline. Held here because `AbortSignal.any` does not: collected, it would never abort (Node 20). */
  readonly alarm: AbortSignal;
  /** The user's own signal. */
  readonly cancel: AbortSignal | undefined;
  /** Milliseconds from start to deadline, for the text of the error. */
  readonly allowed: number;
  readonly log: (line: string) => void;
}

const firstPause = 250;
const longestPause = 15_000;

/**
 * Tries a step until it succeeds, fails for good, or the budget is used up.
 * Pauses double from a quarter of a second, with jitter; a registry that asks for a longer pause gets it.
 * Throws SlipwayError only.
 */
export async function retry<T>(what: string, budget: Budget, step: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      budget.signal.throwIfAborted();
      return await step(attempt);
    } catch (error) {
      if (budget.signal.aborted) throw ended(what, budget, error);
      if (!(error instanceof Failure)) throw error;
      if (!error.transient) throw error.error;
      const pause = Math.max(error.retryAfter ?? 0, pauseBefore(attempt, budget.clock.random()));
      if (attempt >= budget.attempts) throw exhausted(error, `Tried ${attempt} times.`);
      if (budget.clock.now() + pause >= budget.deadline) {
        throw exhausted(error, `The next try would be in ${Math.ceil(pause / 1000)} s, after the deadline.`);
      }
      budget.log(`${error.error.summary} Next try in ${Math.round(pause)} ms.`);
      await budget.clock.wait(pause, budget.signal).catch((reason: unknown) => {
        throw ended(what, budget, reason);
      });
    }
  }
}

/** Half of the pause is fixed and half is chance, so that twenty pushes that failed together do not come back together. */
function pauseBefore(attempt: number, random: number): number {
  return Math.min(longestPause, firstPause * 2 ** (attempt - 1)) * (0.5 + random / 2);
}

function exhausted({ error }: Failure, why: string): SlipwayError {
  const { code, summary, details, hint, cause } = error;
  return new SlipwayError({
    code,
    summary,
    details: [...details, why],
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The error of a run that was cancelled or took too long. Cancelling wins: it is what the user just did. */
function ended(what: string, budget: Budget, cause: unknown): SlipwayError {
  if (budget.cancel?.aborted === true) return cancellationOf(budget.cancel);
  return new SlipwayError({
    code: 'REGISTRY_TIMEOUT',
    summary: `Cannot ${what}: the registry took longer than the ${budget.allowed / 1000} s allowed.`,
    hint: 'Run it again, with a longer deadline where the connection is slow. What was sent already is not sent twice.',
    cause,
  });
}
