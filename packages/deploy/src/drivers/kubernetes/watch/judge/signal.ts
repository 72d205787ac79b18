import type { ErrorCode } from '@slipway/kit';

/**
 * How sure a bad sign is. `certain` does not get better by waiting. `suspect` may, but fails a release where it
 * lasts. `healing` may get better without anybody's doing, and counts at the deadline only.
 */
export type Grade = 'certain' | 'suspect' | 'healing';

/** Codes of a release that does not come up. */
export type RolloutCode = Extract<ErrorCode, `ROLLOUT_${string}`>;

/** A bad sign seen on one object. */
export interface Signal {
  readonly grade: Grade;
  readonly code: RolloutCode;
  /** What it is, without the numbers and addresses that change from try to try: the same sign has the same key. */
  readonly key: string;
  /** One line, to follow the object's name: `cannot get image x: not found`. */
  readonly text: string;
  /** Seconds for which a suspect must last. Default: 20. */
  readonly patience?: number;
  /** A sign that every start shows for a moment, and that is worth a line only where it lasts. */
  readonly isUsual?: boolean;
  /** The pod it was seen on. */
  readonly pod?: string;
  /** The container whose log tells more. */
  readonly log?: { readonly container: string };
  readonly hint?: string;
}

/** What is wrong with an image, a container or an object to be made, before it is known whose it is. */
export type Finding = Omit<Signal, 'pod'>;

const order: readonly Grade[] = ['certain', 'suspect', 'healing'];

/** The worst sign; of equals the first. */
export function worstOf(signals: readonly Signal[]): Signal | undefined {
  for (const grade of order) {
    const found = signals.filter((signal) => signal.grade === grade);
    // A sign of every start explains less than any other.
    const worst = found.find(({ isUsual }) => isUsual !== true) ?? found[0];
    if (worst !== undefined) return worst;
  }
  return undefined;
}
