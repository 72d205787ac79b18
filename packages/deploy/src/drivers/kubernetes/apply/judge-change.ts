import type { KubeMetadata, KubeObject } from '../kube-object.ts';
import type { AppliedObject } from './applied.ts';
import { appliedBy, fieldManager } from './managed-fields.ts';

/** What is compared. */
export interface ChangeEvidence {
  /** HTTP status of the answer: 201 for an object that was not there. */
  readonly status: number;
  readonly sent: KubeObject;
  readonly answer: KubeObject;
  /** The object as a member of the set before; absent where it was none. */
  readonly before: KubeMetadata | undefined;
}

/**
 * What an apply changed. The resourceVersion alone does not say it, because controllers write the status in between;
 * nor does the time of our fields alone, because it counts seconds.
 */
export function judgeChange({ status, sent, answer, before }: ChangeEvidence): AppliedObject['change'] {
  if (status === 201 || (before !== undefined && before.uid !== answer.metadata.uid)) return 'created';
  if (before === undefined) return 'configured';
  const after = answer.metadata;
  if (before.resourceVersion === after.resourceVersion) return 'unchanged';
  // Kinds without a generation have no status that would move the version.
  const isSameSpec = after.generation !== undefined && before.generation === after.generation;
  return isSameSpec && isSameOwnership(before, after) && isSameMetadata(sent.metadata, before)
    ? 'unchanged'
    : 'configured';
}

function isSameOwnership(before: KubeMetadata, after: KubeMetadata): boolean {
  const [old, own] = [before, after].map((metadata) => appliedBy(fieldManager, metadata));
  return (
    old?.time !== undefined && old.time === own?.time && JSON.stringify(old.fieldsV1) === JSON.stringify(own.fieldsV1)
  );
}

/** A change of labels or annotations moves no generation. */
function isSameMetadata(sent: KubeMetadata, before: KubeMetadata): boolean {
  const isHeld = (own: Readonly<Record<string, string>> = {}, live: Readonly<Record<string, string>> = {}) =>
    Object.entries(own).every(([key, value]) => live[key] === value);
  return isHeld(sent.labels, before.labels) && isHeld(sent.annotations, before.annotations);
}
