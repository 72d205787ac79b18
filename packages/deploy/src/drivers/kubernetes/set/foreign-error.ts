import { SlipwayError } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { describeObject } from '../apply/object-identity.ts';
import type { KubeObject } from '../kube-object.ts';
import { namesOfSets } from './names-of-sets.ts';

/** An object that another set holds. */
export interface ForeignObject {
  readonly object: KubeObject;
  /** Id of that set. */
  readonly owner: string;
}

/**
 * The error for objects of other sets, with the names of those, as far as their records are in the namespace.
 * No option overrules it: two releases that hold the same object would take it from each other for ever.
 */
export async function foreignError(
  { client, namespace }: { readonly client: KubeClient; readonly namespace: string },
  foreign: readonly ForeignObject[],
): Promise<SlipwayError> {
  const ids = foreign.map(({ owner }) => owner);
  const names = await namesOfSets(client, namespace, ids);
  const lines = foreign.map(
    ({ object, owner }) => `${describeObject(object)} belongs to release ${names.get(owner) ?? owner}`,
  );
  const [only = '', ...others] = lines;
  return new SlipwayError({
    code: 'RELEASE_FOREIGN',
    summary: others.length === 0 ? `${only}.` : `${lines.length} objects belong to other releases.`,
    details: others.length === 0 ? [] : lines,
    state: 'Nothing was applied.',
    hint: 'Give the object another name, or take it out of the other release and deploy that one first.',
  });
}
