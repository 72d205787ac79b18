import { createHash } from 'node:crypto';

/** A set: the name of a release, and the namespace its record is in. */
export interface SetName {
  readonly name: string;
  readonly namespace: string;
}

/** Name of the Secret that is the record of a set. The prefix keeps it apart from a Secret of the service itself. */
export function recordName({ name }: Pick<SetName, 'name'>): string {
  return `slipway.${name}`;
}

/** The id of a set whose parent is a Secret, as KEP-3659 makes it: the core group is the empty text after the last dot. */
export function setId(set: SetName): string {
  const hash = createHash('sha256').update([recordName(set), set.namespace, 'Secret', ''].join('.'));
  return `applyset-${hash.digest('base64url')}-v1`;
}
