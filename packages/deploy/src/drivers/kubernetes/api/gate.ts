import type { Clock } from './clock.ts';

/** Lets a limited number of requests through at once, and none while the server has asked for a pause. */
export interface Gate {
  /** Runs an action once there is room. Rejects when the signal aborts before that. */
  pass<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T>;
  /** Keeps everybody out for a time. */
  hold(milliseconds: number): void;
}

/** Creates a gate. */
export function createGate(limit: number, clock: Clock): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  let heldUntil = 0;

  async function enter(signal: AbortSignal): Promise<void> {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    // Another pause may be asked for during this one.
    while (heldUntil > clock.now()) await clock.wait(heldUntil - clock.now(), signal);
    signal.throwIfAborted();
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async pass(signal, action) {
      try {
        await enter(signal);
        return await action();
      } finally {
        leave();
      }
    },
    hold(milliseconds) {
      heldUntil = Math.max(heldUntil, clock.now() + milliseconds);
    },
  };
}
