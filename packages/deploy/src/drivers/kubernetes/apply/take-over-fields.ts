import { SlipwayError } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import type { KubeMetadata } from '../kube-object.ts';
import { fieldManager, mergeFields, type FieldsEntry } from './managed-fields.ts';
import { metadataOnly } from './partial-metadata.ts';
import { pathOf } from './patch-object.ts';
import type { PlacedObject } from './place-objects.ts';

/** What kubectl writes as its name: without and with --server-side. */
const kubectl = [
  { manager: 'kubectl-client-side-apply', operation: 'Update' },
  { manager: 'kubectl', operation: 'Apply' },
] as const;

/** How often the owners are read when the object changes in the same moment. */
const mostTries = 5;

/**
 * Makes us the owner of what `kubectl apply` owns of an object, so that the next apply also removes what is no longer wanted:
 * force takes fields over that we send, and never those that we drop.
 * Returns the object's metadata as it is then; `undefined` where there is no such object.
 */
export async function takeOverFields(client: KubeClient, placed: PlacedObject): Promise<KubeMetadata | undefined> {
  const path = pathOf(placed);
  const { kind, metadata: about } = placed.object;
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    const live = await client.send({ method: 'GET', path, accept: metadataOnly });
    if (!live.ok && live.status === 404) return undefined;
    if (!live.ok) throw toRefusalError(live, { kind, ...about });
    const { managedFields = [], resourceVersion } = live.object.metadata;
    const taken = takeOver(managedFields);
    if (taken === undefined) return live.object.metadata;
    const answer = await client.send({
      method: 'PATCH',
      path,
      contentType: 'application/json-patch+json',
      accept: metadataOnly,
      body: [
        { op: 'replace', path: '/metadata/managedFields', value: taken },
        // A stale one is refused, so that nobody's change of owners is undone.
        { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
      ],
    });
    if (answer.ok) return answer.object.metadata;
    if (answer.status !== 409) throw toRefusalError(answer, { kind, ...about });
  }
  throw new SlipwayError({
    code: 'APPLY_CONFLICT',
    summary: `${kind} ${about.name} changes faster than it can be taken over.`,
    hint: 'Run the same command again.',
  });
}

/** The owners after it; `undefined` where kubectl owns nothing. */
function takeOver(entries: readonly FieldsEntry[]): readonly FieldsEntry[] | undefined {
  const isKubectl = (entry: FieldsEntry) =>
    entry.subresource === undefined &&
    kubectl.some(({ manager, operation }) => entry.manager === manager && entry.operation === operation);
  const isOwn = (entry: FieldsEntry) => entry.manager === fieldManager && entry.operation === 'Apply';
  const [first, ...others] = [...entries.filter(isOwn), ...entries.filter(isKubectl)];
  if (first === undefined || !entries.some(isKubectl)) return undefined;
  const own = others.reduce<FieldsEntry>(
    (all, entry) => ({ ...all, fieldsV1: mergeFields(all.fieldsV1 ?? {}, entry.fieldsV1 ?? {}) }),
    { ...first, manager: fieldManager, operation: 'Apply' },
  );
  return [own, ...entries.filter((entry) => !isKubectl(entry) && !isOwn(entry))];
}
