import { setTimeout as pause } from 'node:timers/promises';

/** Time and chance, so that specs need neither. */
export interface Clock {
  /** Milliseconds from a start of its own; never goes back. */
  now(): number;
  /** A number from 0 to below 1, for jitter. */
  random(): number;
  /** Resolves after the time. Rejects at once when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Calls the action once, after the time, unless it is called off with the function returned. Keeps no process alive. */
  after(milliseconds: number, action: () => void): () => void;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  random: () => Math.random(),
  wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
