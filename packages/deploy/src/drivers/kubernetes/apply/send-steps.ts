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
    const sendOne = async (item: PlacedObject): Promise<readonly Sent[]> => {
      try {
        const result = await settings.send(item);
        if (result.state === 'applied') settings.onApplied(result.applied);
        return [result];
      } catch (error) {
        failures.push(error);
        return [];
      }
    };
    if (settings.signal.aborted) failures.push(cancellationOf(settings.signal));
    else sent.push(...(await Promise.all(step.map(sendOne))).flat());
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
  return joinErrors([...others, ...conflicts], {
    summary:
      others.length === 0
        ? `Fields of ${conflicts.length} objects belong to other managers.`
        : `The cluster did not take ${failures.length} objects.`,
    state: describeState(failures, count),
  });
}

function describeState(
  failures: readonly unknown[],
  { all, sent }: { readonly all: number; readonly sent: number },
): string {
  const isCancelled = failures.some((error) => isSlipwayError(error) && error.code === 'CANCELLED');
  // What a cancelled run had sent may have arrived.
  if (isCancelled) return `${sent} of ${all} objects were applied for certain. Nothing was deleted.`;
  const rest = all - sent - failures.length;
  const counts = `${sent} of ${all} objects applied, ${failures.length} failed, ${rest} not sent`;
  return sent === 0 ? `Nothing was applied (${counts}).` : `${counts}. Nothing was deleted.`;
}
