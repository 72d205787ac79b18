import { setTimeout as pause } from 'node:timers/promises';

/** Time and chance as the client sees them, so that a spec can retry and time out without waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the time. Rejects at once when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** A signal that aborts when the time is over. It keeps no process alive. */
  alarm(milliseconds: number): AbortSignal;
  /** A number from 0 to below 1, for jitter. */
  random(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
  alarm: (milliseconds) => AbortSignal.timeout(milliseconds),
  random: () => Math.random(),
};
