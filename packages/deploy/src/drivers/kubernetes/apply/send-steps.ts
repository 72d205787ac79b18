import { cancellationOf, isSlipwayError } from '@slipway/kit';
import type { AppliedObject } from './applied.ts';
import { joinErrors } from './join-errors.ts';
import { orderSteps } from './order-steps.ts';
import type { PlacedObject } from './place-objects.ts';
import type { Sent } from './send-object.ts';

/** How to send. */
export interface StepSettings {
  readonly signal: AbortSignal;
  readonly send: (placed: PlacedObject) => Promise<Sent>;
  readonly onApplied: (object: AppliedObject) => void;
}

/** What all steps together did. */
export interface SentSteps {
  readonly objects: readonly AppliedObject[];
  readonly warnings: readonly string[];
}

/**
 * Sends objects step by step, those of a step at once.
 * Within a step everything is tried, so that all that is wrong with it is said at once; no step follows a failed one.
 */
export async function sendSteps(placed: readonly PlacedObject[], settings: StepSettings): Promise<SentSteps> {
  const sent: Sent[] = [];
  for (const step of orderSteps(placed, ({ resource }) => resource)) {
    const failures: unknown[] = [];
    const sendOne = async (item: PlacedObject): Promise<void> => {
      try {
        const result = await settings.send(item);
        sent.push(result);
        if (result.state === 'applied') settings.onApplied(result.applied);
      } catch (error) {
        failures.push(error);
      }
    };
    if (settings.signal.aborted) failures.push(cancellationOf(settings.signal));
    else await Promise.all(step.map(sendOne));
    if (failures.length > 0) throw stepError(failures, { all: placed.length, sent: sent.length });
  }
  return {
    objects: sent.flatMap((item) => (item.state === 'applied' ? [item.applied] : [])),
    warnings: sent.flatMap((item) => item.warnings),
  };
}

/** Conflicts come last: an object that is wrong has to be mended first. */
function stepError(failures: readonly unknown[], count: { readonly all: number; readonly sent: number }): unknown {
  const isConflict = (error: unknown) => isSlipwayError(error) && error.code === 'APPLY_CONFLICT';
  const conflicts = failures.filter(isConflict);
  const others = failures.filter((error) => !isConflict(error));
  const isCancelled = others.some((error) => isSlipwayError(error) && error.code === 'CANCELLED');
  const notSent = count.all - count.sent - failures.length;
  const failed = `${failures.length} failed and ${Math.max(0, notSent)} were not sent`;
  return joinErrors([...others, ...conflicts], {
    summary:
      others.length === 0
        ? `Fields of ${conflicts.length} objects belong to other managers.`
        : `The cluster did not take ${failures.length} objects.`,
    state:
      (count.sent === 0 && !isCancelled
        ? 'Nothing was applied'
        : `Of ${count.all} objects ${count.sent} were applied`) +
      (isCancelled ? '' : count.sent === 0 ? `: of ${count.all} objects ${failed}` : `, ${failed}`) +
      '. Nothing was deleted.',
  });
}
