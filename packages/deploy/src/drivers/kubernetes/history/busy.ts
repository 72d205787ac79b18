import { SlipwayError } from '@slipway/kit';
import type { HistoryPlace } from './history-place.ts';

/** The error of a run that meets the revision of another one, before it has applied anything. */
export function busy({ release, namespace }: HistoryPlace, revision: number): SlipwayError {
  return new SlipwayError({
    code: 'RELEASE_BUSY',
    summary: `Another deploy of ${release} is running in namespace ${namespace}, or has just run: it took revision ${revision}.`,
    state: 'This run applied nothing.',
    hint: 'Wait for it, then run this deploy again.',
  });
}
