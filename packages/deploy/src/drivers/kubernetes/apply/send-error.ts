import { SlipwayError } from '@slipway/kit';
import type { KubeRefusal } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { partOfLabel } from '../set/set-record.ts';
import { conflictsOf, isOfKubectlApply } from './conflicts.ts';
import { describeObject } from './object-identity.ts';
import type { PlacedObject } from './place-objects.ts';

/** What the server refused, and where it belongs to another set or to kubectl, what that means here. */
export function toSendError(refusal: KubeRefusal, { object }: Pick<PlacedObject, 'object'>): SlipwayError {
  const error = toRefusalError(refusal, { kind: object.kind, ...object.metadata });
  const conflicts = conflictsOf(refusal);
  if (conflicts.some(({ field }) => field === `.metadata.labels.${partOfLabel}`)) {
    return new SlipwayError({
      code: 'RELEASE_FOREIGN',
      summary: `${describeObject(object)} belongs to another release.`,
      details: error.details,
      hint: 'Give the object another name, or take it out of the other release and deploy that one first.',
      cause: error,
    });
  }
  if (!isOfKubectlApply(refusal)) return error;
  const { code, summary, details } = error;
  return new SlipwayError({
    code,
    summary,
    details,
    hint: 'If Slipway shall keep it from now on, take over what kubectl applied with --adopt.',
    cause: error,
  });
}
