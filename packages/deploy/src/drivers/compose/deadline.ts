import { SlipwayError } from '@slipway/kit';

/** A moment at which a release must be ready. Dispose when it is over, or the process would wait for it. */
export interface Deadline {
  /** Aborts with ROLLOUT_TIMEOUT. */
  readonly signal: AbortSignal;
  dispose(): void;
}

/** Starts the clock of a release. `timeout` in seconds. */
export function createDeadline(timeout: number, summary: string): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(
      new SlipwayError({
        code: 'ROLLOUT_TIMEOUT',
        summary,
        hint: 'See what it is waiting for, or give it longer: --timeout=600',
      }),
    );
  }, timeout * 1000);
  return { signal: controller.signal, dispose: () => clearTimeout(timer) };
}
