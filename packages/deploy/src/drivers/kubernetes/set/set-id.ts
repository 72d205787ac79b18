import { createHash } from 'node:crypto';

/** A set: the name of a release, and the namespace its record is in. */
export interface SetName {
  readonly name: string;
  readonly namespace: string;
}

/** The id of a set whose parent is a Secret, as KEP-3659 makes it: the core group is the empty text after the last dot. */
export function setId({ name, namespace }: SetName): string {
  const hash = createHash('sha256').update([name, namespace, 'Secret', ''].join('.'));
  return `applyset-${hash.digest('base64url')}-v1`;
}
