import { afterEach, expect, it } from 'vitest';
import {
  autoscaler,
  configMap,
  deployment,
  namespace,
  releaseName,
  service,
  startReleaseBed,
  type ReleaseBed,
} from '../apply/release-bed.spec.support.ts';
import type { KubeClient } from '../api/kube-client.ts';
import { fingerprintOf } from '../canonical.ts';
import { toComparable } from '../diff/comparable.ts';
import { pruneOrphans } from './prune-orphans.ts';
import type { SetName } from './set-id.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

/** What kill -9 looks like from inside. */
class Killed extends Error {}

/** The client of a process that is killed: so many of its requests arrive, and of the last it never hears. */
function mortal(client: KubeClient, requests: number): KubeClient {
  let count = 0;
  return {
    ...client,
    async send(request) {
      count += 1;
      const isLast = count >= requests;
      if (count > requests) throw new Killed();
      const answer = await client.send(request);
      if (isLast) throw new Killed();
      return answer;
    },
  };
}

interface Story {
  readonly before: readonly unknown[];
  readonly set: SetName;
  /** What the process does. */
  readonly run: (client: KubeClient) => Promise<unknown>;
}

const objects = [
  ...[configMap('a', { key: 'new' }), configMap('c'), service('web')],
  ...[deployment('web', 5), autoscaler('web')],
];

const release =
  (set: SetName, wanted: readonly unknown[]) =>
  async (client: KubeClient): Promise<unknown> => {
    const applied = await bed.apply(wanted, { client, set });
    const signal = new AbortController().signal;
    return pruneOrphans({ client, set, release: applied, timeout: 20, signal });
  };

const elsewhere = { name: 'web', namespace: 'new' };

const stories: readonly (readonly [string, Story])[] = [
  ['a first deploy', { before: [], set: releaseName, run: release(releaseName, objects) }],
  [
    'a first deploy into its own namespace',
    { before: [], set: elsewhere, run: release(elsewhere, [namespace('new'), ...objects]) },
  ],
  [
    'an update with orphans, here and elsewhere, that hands replicas over',
    {
      before: [
        ...[configMap('a'), configMap('b'), service('old'), deployment('web', 3)],
        configMap('far', {}, { namespace: 'other' }),
      ],
      set: releaseName,
      run: release(releaseName, objects),
    },
  ],
  ['an undeploy', { before: objects, set: releaseName, run: (client) => bed.remove({ client }) }],
];

it.each(stories)('%s that was killed anywhere is mended by the next', async (_, { before, set, run }) => {
  const start = async (): Promise<void> => {
    bed = await startReleaseBed({ pace: 1 });
    if (before.length > 0) await bed.release(before, { set });
  };
  await start();
  bed.cluster.clearRequests();
  await run(bed.client);
  const undisturbed = stateOf();
  const total = bed.cluster.requests.length;
  expect(total).toBeGreaterThan(5);
  for (let requests = 1; requests <= total; requests += 1) {
    await bed.close();
    await start();
    await expect(run(mortal(bed.client, requests))).rejects.toThrow(Killed);
    await run(bed.client).catch((error: unknown) => {
      // The whole undeploy was done, and only its last answer was lost.
      expect(error).toMatchObject({ code: 'RELEASE_MISSING' });
      expect(requests).toBe(total);
    });
    expect(stateOf(), `killed after ${requests} of ${total} requests`).toEqual(undisturbed);
  }
});

/** What is in the cluster, but for what differs between two runs anyway. */
function stateOf(): readonly string[] {
  const kinds = ['Namespace', 'ConfigMap', 'Service', 'Deployment', 'HorizontalPodAutoscaler', 'Secret'];
  return kinds.flatMap((kind) =>
    bed.cluster.list(kind).map((object) => {
      const { metadata, ...rest } = toComparable(object);
      const annotations = Object.entries(metadata.annotations ?? {}).filter(
        // A controller numbers its revisions when it comes to it.
        ([name]) => name !== 'slipway.dev/run' && name !== 'deployment.kubernetes.io/revision',
      );
      // Replicas are handed over by the first deploy that finds them ours, which may be this one or the next.
      const owners = (object.metadata.managedFields ?? []).filter(
        ({ manager = '', subresource }) =>
          subresource === undefined && !['slipway-replicas', 'kube-controller-manager'].includes(manager),
      );
      const compared = { ...rest, metadata: { ...metadata, annotations: Object.fromEntries(annotations) } };
      return [
        `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
        fingerprintOf(compared),
        // The record has one owner more after it was written twice.
        ...(kind === 'Secret'
          ? []
          : owners.map(({ manager, operation }) => `${manager ?? ''} ${operation ?? ''}`).sort()),
      ].join(' ');
    }),
  );
}
