import { throwIfCancelled } from '@slipway/kit';
import type { Clock } from '../api/clock.ts';

/** What waiting needs. */
export interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Waits. Throws CANCELLED when the run is cancelled meanwhile. */
export async function pause({ clock, signal }: Waiting, milliseconds: number): Promise<void> {
  await clock.wait(milliseconds, signal).catch(() => undefined);
  throwIfCancelled(signal);
}

/** Pauses that double, in milliseconds, up to the longest. */
export function* growingPauses(first: number, longest: number): Generator<number, never> {
  for (let next = first; ; next = Math.min(next * 2, longest)) yield next;
}
