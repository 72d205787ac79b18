import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { readField, readNumber, readText, type Json } from '../objects/json.ts';
import { change, conditionOf, mergeConditions, ownedBy, tell, withoutZeros, type Control } from './controller.ts';
import { makePod } from './pods.ts';

/** Runs pods until one succeeds or too many have failed. */
export function reconcileJob(control: Control, job: KubeObject): void {
  if (conditionOf(job, 'Complete') === 'True' || conditionOf(job, 'Failed') === 'True') return;
  const isSuspended = readField(job, 'spec', 'suspend') === true;
  const count = (phase: string): number =>
    ownedBy(control, job, 'Pod').filter((pod) => readText(pod, 'status', 'phase') === phase).length;
  const succeeded = count('Succeeded');
  const failed = count('Failed');
  const hasFailed = failed > readNumber(job, 'spec', 'backoffLimit');
  const isOver = isSuspended || hasFailed || succeeded > 0;
  if (!isOver && count('Pending') + count('Running') === 0) makeNext(control, job, failed);
  const conditions = mergeConditions(job, judge(job, isSuspended, hasFailed, succeeded));
  const active = count('Pending') + count('Running');
  const status = { ...withoutZeros({ active, succeeded, failed }), ...(conditions.length > 0 ? { conditions } : {}) };
  change(control, job, { ...job, status }, 'status');
}

function judge(job: KubeObject, isSuspended: boolean, hasFailed: boolean, succeeded: number): readonly Json[] {
  if (isSuspended) return [{ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' }];
  if (succeeded > 0) return [{ type: 'Complete', status: 'True', reason: 'CompletionsReached' }];
  if (!hasFailed) return [];
  const why = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  const target = { type: 'FailureTarget', status: 'True', ...why };
  // The verdict comes first, the end one look later.
  return conditionOf(job, 'FailureTarget') === 'True' ? [target, { ...target, type: 'Failed' }] : [target];
}

function makeNext(control: Control, job: KubeObject, number: number): void {
  const { name } = job.metadata;
  const why = makePod(control, { owner: job, name: `${name}-${number}`, labels: { 'job-name': name }, workload: name });
  if (why === undefined) return;
  const message = `Error creating: pods "${name}-" is forbidden: ${why}`;
  tell(control, job, { type: 'Warning', reason: 'FailedCreate', message });
}
