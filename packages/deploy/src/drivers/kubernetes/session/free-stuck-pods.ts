import { setTimeout as pause } from 'node:timers/promises';
import { cancellationOf, isSlipwayError, type Logger } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { itemsOfList } from '../api/items-of-list.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { resourcePath } from '../api/resource-path.ts';
import type { AppliedObject } from '../apply/applied.ts';
import { conditionOf, type Pod, type Workload } from '../watch/kube-status.ts';

/** Whose pods to look at. */
export interface StuckPodsSettings {
  readonly client: KubeClient;
  readonly objects: readonly AppliedObject[];
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Milliseconds between two looks at whether the controller has seen the older revision. */
const interval = 200;

/**
 * Deletes pods that keep StatefulSets from going back: a StatefulSet waits for a pod of the bad revision to become
 * ready, for ever (kubernetes/kubernetes#67250). Only pods that are neither ready nor of the wanted revision.
 * A pod that cannot be deleted is a warning: the watch has the last word.
 */
export async function freeStuckPods({ client, objects, signal, logger }: StuckPodsSettings): Promise<void> {
  const sets = objects.filter(({ object }) => object.kind === 'StatefulSet');
  await Promise.all(
    sets.map(async (set) => {
      try {
        const observed = await waitUntilObserved(client, set, signal);
        if (observed !== undefined) await deleteStuckPods(client, observed, logger);
      } catch (error) {
        if (signal.aborted) throw cancellationOf(signal);
        logger.warn(
          `Pods that keep StatefulSet ${set.object.metadata.name} from going back were not deleted: ${isSlipwayError(error) ? error.summary : String(error)}`,
        );
      }
    }),
  );
}

/** The StatefulSet once its controller has seen what was applied: only then `updateRevision` is the wanted one. */
async function waitUntilObserved(
  client: KubeClient,
  { object, resource }: AppliedObject,
  signal: AbortSignal,
): Promise<Workload | undefined> {
  const { name, namespace, uid, generation = 0 } = object.metadata;
  for (;;) {
    const answer = await client.send({ method: 'GET', path: resourcePath(resource, { name, namespace }) });
    if (!answer.ok && answer.status === 404) return undefined;
    if (!answer.ok) throw toRefusalError(answer, { kind: object.kind, name, namespace });
    const live = answer.object as Workload;
    if (live.metadata.uid !== uid) return undefined;
    if ((live.status?.observedGeneration ?? 0) >= generation) return live;
    await pause(interval, undefined, { signal });
  }
}

async function deleteStuckPods(client: KubeClient, { metadata, status }: Workload, logger: Logger): Promise<void> {
  const path = `/api/v1/namespaces/${encodeURIComponent(metadata.namespace ?? '')}/pods`;
  const answer = await client.send({ method: 'GET', path });
  if (!answer.ok)
    throw toRefusalError(answer, { kind: 'Pod', name: `${metadata.name}-*`, namespace: metadata.namespace });
  const pods = itemsOfList(answer.object) as readonly Pod[];
  const stuck = pods.filter(
    (pod) =>
      pod.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) === true &&
      pod.metadata.deletionTimestamp === undefined &&
      pod.metadata.labels?.['controller-revision-hash'] !== status?.updateRevision &&
      conditionOf(pod, 'Ready')?.status !== 'True',
  );
  await Promise.all(
    stuck.map(async ({ metadata: { name, uid, namespace } }) => {
      const gone = await client.send({
        method: 'DELETE',
        path: `${path}/${encodeURIComponent(name)}`,
        body: { preconditions: { uid } },
      });
      // 404 and 409: somebody else has replaced it.
      if (!gone.ok && gone.status !== 404 && gone.status !== 409) {
        throw toRefusalError(gone, { kind: 'Pod', name, namespace });
      }
      logger.info(`Deleted pod ${name}, which kept StatefulSet ${metadata.name} from going back.`);
    }),
  );
}
