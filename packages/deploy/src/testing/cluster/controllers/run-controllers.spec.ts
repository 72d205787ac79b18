import { afterEach, describe, expect, it, vi } from 'vitest';
import { podScripts, startFakeCluster, type FakeCluster, type PodScript } from '../../index.ts';
import { createScenarioApi, type ScenarioApi } from '../../scenarios/scenario-api.ts';
import { deploymentOf, deploymentPath } from '../../scenarios/scenario-objects.ts';
import { readField, readList, readNumber, readText, type Json } from '../objects/json.ts';

let cluster: FakeCluster;
afterEach(() => cluster.close());

async function start(pace: number | 'by-hand' = 1): Promise<ScenarioApi> {
  cluster = await startFakeCluster({ namespaces: ['dev'], pace });
  return createScenarioApi(cluster.url, 'dev');
}

const deployment = { kind: 'Deployment', namespace: 'dev', name: 'orders' };
const spec = { paused: false, replicas: 2 };

function apply(api: ScenarioApi, image = 'example.test/app:1', more: Json = {}): Promise<unknown> {
  return api.apply(deploymentPath('dev', 'orders'), deploymentOf('orders', { ...spec, ...more }, { image }));
}

/** Reason of each condition by its type. */
function conditions(object: unknown): Json {
  const entries = readList(object, 'status', 'conditions').map((one) => [
    readText(one, 'type'),
    readText(one, 'reason'),
  ]);
  return Object.fromEntries(entries) as Json;
}

const podStates = (): readonly string[] =>
  cluster.list('Pod', 'dev').map((pod) => {
    const [container] = readList(pod, 'status', 'containerStatuses');
    const [name = ''] = Object.keys(readField(container, 'state') ?? {});
    return `${name} ${readText(container, 'state', name, 'reason')} ${readNumber(container, 'restartCount')}`;
  });

describe('a Deployment', () => {
  it('rolls out, is complete, and says so in every number', async () => {
    const api = await start();
    await apply(api);
    await vi.waitFor(() => expect(conditions(cluster.get(deployment))['Progressing']).toBe('NewReplicaSetAvailable'));
    expect(cluster.get(deployment)).toMatchObject({
      metadata: { generation: 1, annotations: { 'deployment.kubernetes.io/revision': '1' } },
      status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 },
    });
    expect(podStates()).toEqual(['running  0', 'running  0']);
  });

  it('keeps the old pods until the new ones are ready, and the revision goes on', async () => {
    const api = await start();
    await apply(api);
    await vi.waitFor(() => expect(readNumber(cluster.get(deployment), 'status', 'availableReplicas')).toBe(2));
    await apply(api, 'example.test/app:2');
    await vi.waitFor(() => {
      expect(conditions(cluster.get(deployment))['Progressing']).toBe('NewReplicaSetAvailable');
      expect(readNumber(cluster.get(deployment), 'status', 'observedGeneration')).toBe(2);
      expect(cluster.list('Pod', 'dev')).toHaveLength(2);
    });
    const images = cluster.list('Pod', 'dev').map((pod) => readText(readList(pod, 'spec', 'containers')[0], 'image'));
    expect(images).toEqual(['example.test/app:2', 'example.test/app:2']);
    await apply(api);
    await vi.waitFor(() =>
      expect(cluster.get(deployment)?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3'),
    );
  });

  it('a new release that cannot start leaves the old pods available', async () => {
    const api = await start();
    cluster.workload({ image: /:broken$/ }, podScripts.cannotPull('example.test/app:broken', 'not found'));
    await apply(api);
    await vi.waitFor(() => expect(readNumber(cluster.get(deployment), 'status', 'availableReplicas')).toBe(2));
    await apply(api, 'example.test/app:broken');
    await vi.waitFor(() =>
      expect(podStates().toSorted()).toEqual([
        'running  0',
        'running  0',
        'waiting ImagePullBackOff 0',
        'waiting ImagePullBackOff 0',
      ]),
    );
    expect(cluster.get(deployment)).toMatchObject({
      status: { replicas: 4, updatedReplicas: 2, availableReplicas: 2 },
    });
    expect(conditions(cluster.get(deployment))['Progressing']).toBe('ReplicaSetUpdated');
  });

  it.each<readonly [string, PodScript, string]>([
    ['crashes', podScripts.crashes({ times: 2, log: 'panic: boom\n' }), 'waiting CrashLoopBackOff 1'],
    ['is misconfigured', podScripts.misconfigured('secret "x" not found'), 'waiting CreateContainerConfigError 0'],
    ['cannot be started', podScripts.cannotStart('no such file'), 'waiting RunContainerError 0'],
    ['is never ready', podScripts.neverReady('HTTP probe failed with statuscode: 503'), 'running  0'],
  ])('whose pods %s', async (_, script, state) => {
    const api = await start();
    cluster.workload({ name: /^orders$/ }, script);
    await apply(api);
    await vi.waitFor(() => expect(podStates()).toEqual([state, state]));
    expect(readNumber(cluster.get(deployment), 'status', 'availableReplicas')).toBe(0);
  });

  it('has no pods where none may be made, and says why', async () => {
    const api = await start();
    cluster.workload({}, podScripts.refused('exceeded quota: q'));
    await apply(api);
    await vi.waitFor(() => expect(conditions(cluster.get(deployment))['ReplicaFailure']).toBe('FailedCreate'));
    expect(cluster.list('Pod')).toEqual([]);
    expect(cluster.list('Event').map((event) => event['reason'])).toEqual(['FailedCreate']);
  });

  it('misses its deadline', async () => {
    const api = await start();
    cluster.workload({}, podScripts.unschedulable('0/1 nodes are available: 1 Insufficient cpu.'));
    await apply(api, 'example.test/app:1', { progressDeadlineSeconds: 1 });
    await vi.waitFor(
      () => expect(conditions(cluster.get(deployment))['Progressing']).toBe('ProgressDeadlineExceeded'),
      10_000,
    );
  });

  it('that dies later stays «successfully progressed», as on a real cluster', async () => {
    const api = await start();
    cluster.workload({}, podScripts.diesLater(1, { exitCode: 2, log: 'panic: late\n' }));
    await apply(api);
    await vi.waitFor(() => expect(podStates()).toEqual(['running  1', 'running  1']));
    expect(conditions(cluster.get(deployment))['Progressing']).toBe('NewReplicaSetAvailable');
    const [pod] = cluster.list('Pod', 'dev');
    const path = `/api/v1/namespaces/dev/pods/${pod?.metadata.name ?? ''}/log`;
    const log = await api.send('GET', path, { query: { container: 'app', previous: 'true', tailLines: '20' } });
    expect(log).toEqual({ status: 200, body: 'panic: late\n' });
  });

  it('goes with everything that belongs to it', async () => {
    const api = await start();
    await apply(api);
    await vi.waitFor(() => expect(podStates()).toHaveLength(2));
    await api.send('DELETE', deploymentPath('dev', 'orders'));
    await vi.waitFor(() => expect([...cluster.list('Pod'), ...cluster.list('ReplicaSet')]).toEqual([]));
  });
});

it('steps by hand: nothing happens between them', async () => {
  const api = await start('by-hand');
  await apply(api);
  expect([cluster.list('ReplicaSet'), readField(cluster.get(deployment), 'status')]).toEqual([[], {}]);
  cluster.step();
  expect(cluster.list('ReplicaSet')).toHaveLength(1);
  expect(cluster.list('Pod')).toEqual([]);
  cluster.step();
  expect(cluster.list('Pod')).toHaveLength(2);
});

describe('other workloads', () => {
  const podTemplate = (image: string): Json => ({
    metadata: { labels: { app: 'x' } },
    spec: { containers: [{ name: 'app', image }] },
  });
  const objectOf = (apiVersion: string, kind: string, image: string, more: Json = {}): Json => ({
    apiVersion,
    kind,
    metadata: { name: 'x' },
    spec: {
      ...(kind === 'Job' ? {} : { selector: { matchLabels: { app: 'x' } } }),
      ...more,
      template: podTemplate(image),
    },
  });
  const applyTo = (api: ScenarioApi, plural: string, object: Json): Promise<unknown> =>
    api.apply(`/apis/${String(object['apiVersion'])}/namespaces/dev/${plural}/x`, object);

  it('a StatefulSet stays in a bad pod after the good template is back, until the pod is deleted', async () => {
    const api = await start();
    const named = { kind: 'StatefulSet', namespace: 'dev', name: 'x' };
    const set = (image: string): Json => objectOf('apps/v1', 'StatefulSet', image, { replicas: 2, serviceName: 'x' });
    cluster.workload({ image: /bad/ }, podScripts.cannotPull('bad', 'not found'));
    await applyTo(api, 'statefulsets', set('good'));
    await vi.waitFor(() => expect(readNumber(cluster.get(named), 'status', 'availableReplicas')).toBe(2));
    await applyTo(api, 'statefulsets', set('bad'));
    await vi.waitFor(() => expect(podStates()).toContain('waiting ImagePullBackOff 0'));
    await applyTo(api, 'statefulsets', set('good'));
    await vi.waitFor(() => expect(readNumber(cluster.get(named), 'status', 'observedGeneration')).toBe(3));
    expect(podStates()).toContain('waiting ImagePullBackOff 0');
    const stuck = cluster
      .list('Pod')
      .find((pod) => readText(readList(pod, 'spec', 'containers')[0], 'image') === 'bad');
    cluster.delete({ kind: 'Pod', namespace: 'dev', name: stuck?.metadata.name ?? '' });
    await vi.waitFor(() => expect(podStates()).toEqual(['running  0', 'running  0']));
  });

  it('a DaemonSet keeps one pod on the one node', async () => {
    const api = await start();
    await applyTo(api, 'daemonsets', objectOf('apps/v1', 'DaemonSet', 'one'));
    const ready = { desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1 };
    const named = { kind: 'DaemonSet', namespace: 'dev', name: 'x' };
    await vi.waitFor(() => expect(cluster.get(named)).toMatchObject({ status: ready }));
    await applyTo(api, 'daemonsets', objectOf('apps/v1', 'DaemonSet', 'two'));
    await vi.waitFor(() => expect(cluster.get(named)).toMatchObject({ status: { ...ready, observedGeneration: 2 } }));
  });

  it('a Job completes, or fails when its limit is reached', async () => {
    const api = await start();
    const named = { kind: 'Job', namespace: 'dev', name: 'x' };
    await applyTo(api, 'jobs', objectOf('batch/v1', 'Job', 'ok'));
    await vi.waitFor(() => expect(conditions(cluster.get(named))).toEqual({ Complete: 'CompletionsReached' }));
    cluster.delete(named);
    cluster.workload({}, podScripts.fails(3));
    await applyTo(api, 'jobs', objectOf('batch/v1', 'Job', 'no', { backoffLimit: 1 }));
    await vi.waitFor(() =>
      expect(conditions(cluster.get(named))).toEqual({
        FailureTarget: 'BackoffLimitExceeded',
        Failed: 'BackoffLimitExceeded',
      }),
    );
  });

  it('a namespace goes once it is empty', async () => {
    const api = await start();
    await apply(api);
    await vi.waitFor(() => expect(podStates()).toHaveLength(2));
    await api.send('DELETE', '/api/v1/namespaces/dev');
    await vi.waitFor(() => expect(cluster.get({ kind: 'Namespace', name: 'dev' })).toBeUndefined());
    expect(cluster.list('Deployment')).toEqual([]);
  });
});
