import { SlipwayError } from '../errors/slipway-error.ts';

/** Ends a run from outside. Dispose when the run is over, or the process would keep ignoring signals. */
export interface Cancellation {
  readonly signal: AbortSignal;
  dispose(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns the ways a run is cancelled into one AbortSignal: SIGINT, SIGTERM, SIGHUP,
 * and the closing of the IPC channel, which is all that Nx 22 tells an executor.
 * A further signal changes nothing: the run is ending already.
 */
export function listenForCancellation(): Cancellation {
  const controller = new AbortController();
  const listeners = signals.map((name) => ({ name, listener: () => controller.abort(cancelled(name)) }));
  const onDisconnect = () => controller.abort(cancelled('the end of the parent process'));
  for (const { name, listener } of listeners) process.on(name, listener);
  process.on('disconnect', onDisconnect);
  return {
    signal: controller.signal,
    dispose() {
      for (const { name, listener } of listeners) process.off(name, listener);
      process.off('disconnect', onDisconnect);
    },
  };
}

/** The error of a cancelled run. */
export function cancelled(by: string, state?: string): SlipwayError {
  return new SlipwayError({
    code: 'CANCELLED',
    summary: `Cancelled by ${by}.`,
    ...(state === undefined ? {} : { state }),
  });
}

/** Throws CANCELLED when the signal has aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancellationOf(signal);
}

/** The error to throw for an aborted signal, whoever aborted it. */
export function cancellationOf(signal: AbortSignal): SlipwayError {
  const reason: unknown = signal.reason;
  return reason instanceof SlipwayError ? reason : cancelled('its caller');
}
