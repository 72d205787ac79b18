import { request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { faultAnswers, startFakeCluster, type FakeCluster, type FakeClusterOptions } from '../index.ts';
import { createScenarioApi, type ScenarioApi } from '../scenarios/scenario-api.ts';
import { configMapOf, corePath, deploymentOf, deploymentPath } from '../scenarios/scenario-objects.ts';

let cluster: FakeCluster;
afterEach(() => cluster.close());

async function start(options: FakeClusterOptions = {}): Promise<ScenarioApi> {
  cluster = await startFakeCluster({ namespaces: ['dev'], ...options });
  return createScenarioApi(cluster.url, 'dev');
}

const map = corePath('dev', 'configmaps', 'map');

it('tells what changes something from what does not', async () => {
  const api = await start();
  await api.send('GET', '/api/v1/namespaces');
  await api.apply(map, configMapOf('map'), { dryRun: 'All' });
  await api.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { body: {} });
  expect(cluster.mutations).toEqual([]);
  await api.apply(map, configMapOf('map'));
  expect(cluster.mutations.map(({ method, path }) => `${method} ${path}`)).toEqual([`PATCH ${map}`]);
  expect(cluster.requests).toHaveLength(4);
});

it.each([
  ['429 with a pause', faultAnswers.tooManyRequests(1), 429],
  ['503 of a load balancer', faultAnswers.unavailable, 503],
  ['a webhook that does not answer', faultAnswers.webhookFailed('hook.example'), 500],
  ['a redirect', faultAnswers.redirect('http://other.example/'), 302],
])('answers %s as often as it was told, and does nothing then', async (_, answer, status) => {
  const api = await start();
  cluster.fault({ answer, method: 'PATCH', path: /configmaps/, times: 2 });
  const statuses = [];
  for (let count = 0; count < 3; count += 1) {
    statuses.push((await api.apply(map, configMapOf('map'))).status);
    if (count < 2) expect(cluster.list('ConfigMap')).toEqual([]);
  }
  expect(statuses).toEqual([status, status, 201]);
});

it.each([
  ['reset', 0],
  ['lose-answer', 1],
  ['cut-body', 1],
] as const)('breaks the connection at %s', async (answer, made) => {
  const api = await start();
  const { happened } = cluster.fault({ answer });
  await expect(api.apply(map, configMapOf('map'))).rejects.toThrow();
  await happened;
  expect(cluster.list('ConfigMap')).toHaveLength(made);
});

it('keeps silent until it ends', async () => {
  await start();
  const { happened } = cluster.fault({ answer: 'silence' });
  const broken = new Promise<string>((resolve) => {
    request({ host: cluster.host, port: cluster.port, path: '/api' })
      .once('error', ({ message }) => resolve(message))
      .end();
  });
  await happened;
  await cluster.stop();
  expect(await broken).toBe('socket hang up');
});

it('goes away and comes back at the same port, with all it held', async () => {
  const api = await start();
  await api.apply(map, configMapOf('map'));
  await cluster.stop();
  await expect(api.send('GET', map)).rejects.toThrow();
  await cluster.start();
  expect((await api.send('GET', map)).status).toBe(200);
});

it('refuses what it was told to forbid, and says so in reviews', async () => {
  const api = await start();
  cluster.forbid({ verb: 'patch', resource: 'deployments', namespace: 'dev' });
  expect(await api.apply(deploymentPath('dev', 'orders'), deploymentOf('orders'))).toMatchObject({
    status: 403,
    body: {
      message:
        'deployments.apps "orders" is forbidden: User "fake-user" cannot patch resource "deployments" in API group "apps" in the namespace "dev"',
      details: { name: 'orders', group: 'apps', kind: 'deployments' },
    },
  });
  const review = async (namespace: string): Promise<unknown> => {
    const { body } = await api.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
      body: { spec: { namespace } },
    });
    const { status } = body as { status: { resourceRules: { resources: string[]; verbs: string[] }[] } };
    return status.resourceRules.find(({ resources }) => resources.includes('deployments'))?.verbs.includes('patch');
  };
  expect([await review('dev'), await review('default')]).toEqual([false, true]);
  cluster.permit();
  expect((await api.apply(deploymentPath('dev', 'orders'), deploymentOf('orders'))).status).toBe(201);
});

it('lets somebody else own a field', async () => {
  const api = await start();
  await api.apply(deploymentPath('dev', 'orders'), deploymentOf('orders'));
  cluster.edit(
    { kind: 'Deployment', namespace: 'dev', name: 'orders' },
    (object) => ({ ...object, spec: { ...(object['spec'] as object), replicas: 5 } }),
    { manager: 'kube-controller-manager', subresource: 'scale' },
  );
  expect(await api.apply(deploymentPath('dev', 'orders'), deploymentOf('orders'))).toMatchObject({
    status: 409,
    body: {
      message:
        'Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas',
    },
  });
});
