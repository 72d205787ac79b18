import { createLogger } from '@slipway/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeCluster, type FakeCluster } from '../../../testing/index.ts';
import { createKubeClient } from '../api/create-kube-client.ts';
import type { AppliedObject } from '../apply/applied.ts';
import type { KubeObject } from '../kube-object.ts';
import { freeStuckPods } from './free-stuck-pods.ts';

let cluster: FakeCluster;

beforeEach(async () => {
  // By hand: nothing but what is under test deletes a pod.
  cluster = await startFakeCluster({ namespaces: ['dev'], pace: 'by-hand' });
});
afterEach(() => cluster.close());

interface PodState {
  readonly name: string;
  readonly revision: string;
  readonly ready: boolean;
  readonly owner?: string;
}

/** Makes a StatefulSet whose wanted revision is `good`, and its pods. */
function create(pods: readonly PodState[]): AppliedObject {
  const labels = { app: 'db' };
  const containers = [{ name: 'app', image: 'db:1' }];
  const set = cluster.create({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'dev' },
    spec: {
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  });
  const { uid = '', generation = 1 } = set.metadata;
  const observed = { observedGeneration: generation, updateRevision: 'good' };
  const object = cluster.edit(
    { kind: 'StatefulSet', name: 'db', namespace: 'dev' },
    (live) => ({ ...live, status: observed }),
    { manager: 'controller', subresource: 'status' },
  );
  for (const { name, revision, ready, owner = uid } of pods) {
    const pod: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'dev',
        labels: { 'controller-revision-hash': revision },
        ownerReferences: [{ kind: 'StatefulSet', name: 'db', uid: owner }],
      },
      spec: { containers },
      status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    };
    cluster.create(pod);
  }
  const resource = { apiVersion: 'apps/v1', kind: 'StatefulSet', plural: 'statefulsets', namespaced: true };
  return { object, resource, change: 'configured' };
}

async function free(object: AppliedObject): Promise<string> {
  let said = '';
  const logger = createLogger({ stdout: (text) => (said += text), stderr: (text) => (said += text) });
  const { signal } = new AbortController();
  const { host, port, url } = cluster;
  const client = createKubeClient({ transport: { host, port }, signal, logger, server: url });
  await freeStuckPods({ client, objects: [object], signal, logger });
  return said;
}
/** Names of the pods that are not being deleted. */
const pods = () =>
  cluster
    .list('Pod', 'dev')
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name);

describe('going back with a StatefulSet', () => {
  it('deletes the pod of the bad revision that never gets ready, and no other', async () => {
    const set = create([
      { name: 'db-0', revision: 'good', ready: true },
      { name: 'db-1', revision: 'good', ready: false },
      { name: 'db-2', revision: 'bad', ready: true },
      { name: 'db-3', revision: 'bad', ready: false },
      { name: 'other', revision: 'bad', ready: false, owner: 'another' },
    ]);
    expect(await free(set)).toBe('Deleted pod db-3, which kept StatefulSet db from going back.\n');
    expect(pods()).toEqual(['db-0', 'db-1', 'db-2', 'other']);
  });

  it('is a warning where pods may not be deleted', async () => {
    const set = create([{ name: 'db-0', revision: 'bad', ready: false }]);
    cluster.forbid({ verb: 'delete', resource: 'pods' });
    expect(await free(set)).toMatch(/^Warning: Pods that keep StatefulSet db from going back were not deleted/);
    expect(pods()).toEqual(['db-0']);
  });
});
