import type { Clock } from '../registry/clock.ts';

/** A clock that stands still until somebody waits. */
export interface TestClock extends Clock {
  /** The pauses so far, in milliseconds. */
  readonly pauses: readonly number[];
  /** Lets every deadline pass. */
  expire(): void;
}

/** Creates a clock on which pauses take no time but count: retries of minutes run at once, and their pauses can be read. */
export function createTestClock(): TestClock {
  const alarm = new AbortController();
  const pauses: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  return {
    pauses,
    now: () => now,
    wait(milliseconds, signal) {
      pauses.push(milliseconds);
      now += milliseconds;
      return signal.aborted ? Promise.reject(new Error('aborted', { cause: signal.reason })) : Promise.resolve();
    },
    alarm: () => alarm.signal,
    random: () => 0.5,
    expire: () => alarm.abort(),
  };
}
