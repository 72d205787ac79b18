/** When controllers do what they have to do. */
export interface Schedule {
  /** Runs an action after a pause in milliseconds (default: the pace), or at a step. */
  later(action: () => void, pause?: number): void;
  /** Runs an action at a time of the clock; never, where steps are taken by hand. */
  atTime(action: () => void, milliseconds: number): void;
  /** Runs all actions that wait now; those that they lead to wait for the next step. */
  step(): void;
  /** Whether anything waits. */
  readonly isIdle: boolean;
  /** Forgets what waits. */
  stop(): void;
}

/** Creates a schedule that follows the clock, or one that waits for steps. */
export function createSchedule(pace: number | 'by-hand'): Schedule {
  const waiting = new Map<() => void, NodeJS.Timeout | undefined>();
  const run = (action: () => void): void => {
    clearTimeout(waiting.get(action));
    if (waiting.delete(action)) action();
  };
  const wait = (action: () => void, pause: number): void => {
    // Of one's own, so that the same function may wait twice.
    const once = (): void => action();
    waiting.set(once, pace === 'by-hand' ? undefined : setTimeout(() => run(once), pause));
  };
  return {
    later: (action, pause) => wait(action, pause ?? Number(pace)),
    atTime(action, milliseconds) {
      if (pace !== 'by-hand') wait(action, milliseconds);
    },
    step() {
      for (const action of [...waiting.keys()]) run(action);
    },
    get isIdle() {
      return waiting.size === 0;
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
