import { cancellationOf } from '@slipway/kit';

/** Turns bursts of events into single changes. */
export interface ChangeSignal {
  /** Something changed. */
  mark(path: string): void;
  /** The first path of the next burst, once nothing more has come for a moment. Throws CANCELLED. */
  next(signal: AbortSignal): Promise<string>;
}

/** Waits `quiet` milliseconds after each event: editors and git write several files, or one in several steps. */
export function createChangeSignal(quiet: number): ChangeSignal {
  let first: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let onQuiet: (() => void) | undefined;
  return {
    mark(path) {
      first ??= path;
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        onQuiet?.();
      }, quiet);
    },
    async next(signal) {
      if (first === undefined || timer !== undefined) {
        await new Promise<void>((resolve, reject) => {
          const onAbort = () => reject(cancellationOf(signal));
          if (signal.aborted) onAbort();
          signal.addEventListener('abort', onAbort, { once: true });
          onQuiet = () => {
            signal.removeEventListener('abort', onAbort);
            resolve();
          };
        }).finally(() => (onQuiet = undefined));
      }
      const path = first ?? '';
      first = undefined;
      return path;
    },
  };
}
