import type { KubeAnswer, KubeClient } from '../api/kube-client.ts';
import { autoscalerTarget } from '../autoscaler-target.ts';
import type { KubeMetadata, KubeObject } from '../kube-object.ts';
import { isCollision } from './conflicts.ts';
import { appliedBy, fieldManager, ownsField, replicasManager } from './managed-fields.ts';
import { groupKindOf, identityOf } from './object-identity.ts';
import { patchObject, pathOf } from './patch-object.ts';
import type { PlacedObject } from './place-objects.ts';

/** Kinds whose replicas fall back to 1 when nobody owns them. */
const scalable = new Set(['Deployment.apps', 'ReplicaSet.apps', 'ReplicationController', 'StatefulSet.apps']);

const replicasPath = ['f:spec', 'f:replicas'];

/** Identities of the workloads whose replicas an autoscaler of the same set decides. */
export function scaledObjects(placed: readonly PlacedObject[]): ReadonlySet<string> {
  return new Set(
    placed.flatMap(({ object }) => {
      const target = autoscalerTarget(object);
      if (target === undefined) return [];
      const { name, namespace } = target;
      return identityOf(target, { name, ...(namespace === undefined ? {} : { namespace }) });
    }),
  );
}

/** The object without a number of replicas. */
export function withoutReplicas(object: KubeObject): KubeObject {
  if (!hasReplicas(object)) return object;
  const { replicas: _, ...spec } = object['spec'] as Readonly<Record<string, unknown>>;
  return { ...object, spec };
}

/** The object with the number of replicas that run now. */
export function withLiveReplicas(object: KubeObject, live: KubeObject): KubeObject {
  const spec = object['spec'] as Readonly<Record<string, unknown>>;
  return { ...object, spec: { ...spec, replicas: replicasOf(live['spec']) } };
}

/** Whether an object says how many replicas it wants. */
export function hasReplicas({ spec }: KubeObject): boolean {
  return replicasOf(spec) !== undefined;
}

/** Whether leaving the replicas out would take them from the last one who owns them, which is us. */
export function wouldDropReplicas(
  { object, resource }: PlacedObject,
  before: KubeMetadata | undefined,
): before is KubeMetadata {
  if (!scalable.has(groupKindOf(resource)) || hasReplicas(object)) return false;
  const owners = (before?.managedFields ?? []).filter((entry) => ownsField(entry, replicasPath));
  return owners.length === 1 && owners[0] === appliedBy(fieldManager, before);
}

/** How often the live number is read when an autoscaler changes it in the same moment. */
const mostTries = 5;

/**
 * Lets the manager of replicas own the number that runs now, so that it stays when we no longer send one.
 * Returns what was refused; `undefined` where it is done.
 */
export async function handOverReplicas(
  client: KubeClient,
  placed: PlacedObject,
): Promise<(KubeAnswer & { readonly ok: false }) | undefined> {
  const { apiVersion, kind, metadata } = placed.object;
  const { name, namespace } = metadata;
  for (let attempt = 1; ; attempt += 1) {
    const live = await client.send({ method: 'GET', path: pathOf(placed) });
    if (!live.ok) return live.status === 404 ? undefined : live;
    const replicas = replicasOf(live.object['spec']);
    const object: KubeObject = {
      apiVersion,
      kind,
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      spec: { replicas },
    };
    const answer = await patchObject(client, { ...placed, object }, { manager: replicasManager });
    if (answer.ok) return undefined;
    const isStale = answer.status === 409 && (isCollision(answer) || answer.causes.length > 0);
    if (!isStale || attempt >= mostTries) return answer;
  }
}

function replicasOf(spec: unknown): number | undefined {
  return (spec as { readonly replicas?: number } | undefined)?.replicas;
}
