import { SlipwayError } from '@slipway/kit';
import { toRefusalError } from '../api/refusal-error.ts';
import { resourcePath } from '../api/resource-path.ts';
import type { Orphan } from '../apply/applied.ts';
import { joinErrors } from '../apply/join-errors.ts';
import { isWorkload, orderSteps } from '../apply/order-steps.ts';
import { describeRemains, waitUntilGone, type GoneSettings } from '../apply/wait-until-gone.ts';

/** How to delete. */
export interface DeleteSettings extends GoneSettings {
  /** Whether a workload counts as gone only when its pods are (`Foreground`). */
  readonly propagation: 'Background' | 'Foreground';
}

/** What became of them. */
export interface Deletion {
  readonly deleted: readonly Orphan[];
  /** Somebody made them anew since they were listed: they are not ours to delete. */
  readonly recreated: readonly Orphan[];
}

/**
 * Deletes objects in the reverse order of applying, each step when the one before is gone.
 * Within a step everything is tried. Throws what was refused, and ROLLOUT_TIMEOUT with the finalizers of what stays.
 */
export async function deleteObjects(objects: readonly Orphan[], settings: DeleteSettings): Promise<Deletion> {
  const deleted: Orphan[] = [];
  const recreated: Orphan[] = [];
  const steps = [...orderSteps(objects, ({ resource }) => resource)].reverse();
  for (const step of steps) {
    const results = await Promise.all(step.map((orphan) => deleteObject(orphan, settings)));
    deleted.push(...step.filter((_, index) => results[index]?.state === 'gone'));
    recreated.push(...step.filter((_, index) => results[index]?.state === 'recreated'));
    const failures = results.flatMap((result) => (result.state === 'failed' ? [result.error] : []));
    if (failures.length > 0) {
      const state = `Deleted ${deleted.length} of ${objects.length} objects. The same command deletes the rest.`;
      throw joinErrors(failures, { summary: `${failures.length} objects could not be deleted.`, state });
    }
  }
  return { deleted, recreated };
}

type Result = { readonly state: 'gone' | 'recreated' } | { readonly state: 'failed'; readonly error: unknown };

async function deleteObject(orphan: Orphan, settings: DeleteSettings): Promise<Result> {
  try {
    return { state: await deleteAndWait(orphan, settings) };
  } catch (error) {
    return { state: 'failed', error };
  }
}

async function deleteAndWait(orphan: Orphan, settings: DeleteSettings): Promise<'gone' | 'recreated'> {
  const { resource, name, namespace, uid } = orphan;
  const answer = await settings.client.send({
    method: 'DELETE',
    path: resourcePath(resource, { namespace, name }),
    // Other kinds have nothing to wait for, and would only go one round later.
    body: { preconditions: { uid }, propagationPolicy: isWorkload(resource) ? settings.propagation : 'Background' },
  });
  if (!answer.ok) {
    if (answer.status === 404) return 'gone';
    if (answer.status === 409 && answer.message.includes('UID in the precondition')) return 'recreated';
    throw toRefusalError(answer, { kind: resource.kind, name, namespace });
  }
  if (answer.object.kind === 'Status') return 'gone';
  const remains = await waitUntilGone(orphan, settings);
  if (remains === undefined) return 'gone';
  throw new SlipwayError({
    code: 'ROLLOUT_TIMEOUT',
    summary: `${resource.kind} ${name} is being deleted, but was not gone in time.`,
    details: [describeRemains(orphan, remains)],
    hint: 'Whoever set a finalizer has to take it away: look whether its controller runs.',
  });
}
