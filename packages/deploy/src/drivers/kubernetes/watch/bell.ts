import type { Clock } from '../api/clock.ts';

/** Wakes one waiter: by a ring, or by time. */
export interface Bell {
  /** Wakes the waiter; the next one, where none waits now, so that no ring is lost. */
  readonly ring: () => void;
  /** Resolves at the next ring, or at the time of the clock. */
  wait(until: number): Promise<void>;
  /** Calls off the timer that may still run. */
  dispose(): void;
}

/** Creates a bell that has not rung. */
export function createBell(clock: Clock): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  let callOff = (): void => undefined;

  const ring = (): void => {
    hasRung = true;
    wake?.();
  };
  return {
    ring,
    async wait(until) {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (Number.isFinite(until)) callOff = clock.after(Math.max(0, until - clock.now()), ring);
        });
        wake = undefined;
        callOff();
      }
      hasRung = false;
    },
    dispose: () => callOff(),
  };
}
