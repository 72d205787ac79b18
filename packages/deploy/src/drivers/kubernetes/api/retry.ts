import { cancellationOf, SlipwayError } from '@slipway/kit';
import type { Clock } from './clock.ts';
import { Fault } from './fault.ts';
import type { KubeAnswer } from './kube-client.ts';

/** How tries follow one another. */
export interface RetrySettings {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether the request may be sent again where the server may have done it already. */
  readonly isRepeatable: boolean;
  /** Told before each pause. */
  readonly onFault: (fault: Fault, pause: number) => Promise<void>;
}

const firstPause = 200;
const longestPause = 3000;

/**
 * Tries until there is an answer, or the tries of the fault at hand are used up. Pauses grow from 0.2 to 3 s.
 * Throws SlipwayError only.
 */
export async function retry<T>(
  { clock, signal, isRepeatable, onFault }: RetrySettings,
  step: (attempt: number) => Promise<T>,
): Promise<T | KubeAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      signal.throwIfAborted();
      return await step(attempt);
    } catch (error) {
      if (signal.aborted) throw cancellationOf(signal);
      if (!(error instanceof Fault)) throw error;
      const { content } = error;
      const isLast = attempt >= content.tries || (content.mayHaveHappened && !isRepeatable);
      if (isLast && content.answer !== undefined) return content.answer;
      if (isLast) throw afterTries(content.error, attempt);
      const pause = pauseBefore(attempt, clock.random());
      await onFault(error, pause);
      await clock.wait(pause, signal).catch(() => undefined);
    }
  }
}

/** Half of the pause is fixed and half is chance: requests that failed together do not come back together. */
export function pauseBefore(attempt: number, random: number): number {
  return Math.min(longestPause, firstPause * 2.5 ** (attempt - 1)) * (0.5 + random / 2);
}

function afterTries({ code, summary, details, hint, cause }: SlipwayError, tries: number): SlipwayError {
  return new SlipwayError({
    code,
    summary,
    details: [...details, tries === 1 ? 'Not tried again: it may have been done already.' : `Tried ${tries} times.`],
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}
