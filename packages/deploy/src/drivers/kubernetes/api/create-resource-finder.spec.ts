import { afterEach, describe, expect, it } from 'vitest';
import { createResourceFinder } from './create-resource-finder.ts';
import { resourcePath } from './resource-path.ts';
import { createBench, json, refusal, stopAll } from './scripted-server.spec.support.ts';

afterEach(stopAll);

const kind = (apiVersion: string, name: string) => ({ apiVersion, kind: name });
const resource = (plural: string, responseKind: string, scope: string) => ({
  resource: plural,
  responseKind: { group: '', version: '', kind: responseKind },
  scope,
  verbs: ['get'],
});
const groups = {
  kind: 'APIGroupDiscoveryList',
  items: [
    {
      metadata: { name: 'monitoring.example' },
      versions: [
        { version: 'v2', resources: [resource('monitors', 'Monitor', 'Namespaced')] },
        {
          version: 'v1',
          resources: [resource('monitors', 'Monitor', 'Namespaced'), resource('sinks', 'Sink', 'Cluster')],
        },
      ],
    },
  ],
};
const core = {
  kind: 'APIGroupDiscoveryList',
  items: [{ metadata: {}, versions: [{ version: 'v1', resources: [resource('nodes', 'Node', 'Cluster')] }] }],
};

async function createFinder() {
  // Both documents are asked for at once, in either order.
  const { client, server } = await createBench([
    (response, request) => json(200, request.url === '/api' ? core : groups)(response, request),
  ]);
  return { finder: createResourceFinder(client), server };
}

describe('find', () => {
  it('knows what every server has without asking', async () => {
    const { finder, server } = await createFinder();
    const objects = [kind('apps/v1', 'Deployment'), kind('networking.k8s.io/v1', 'Ingress'), kind('v1', 'Namespace')];
    const find = await finder.find(objects);
    expect(objects.map((object) => resourcePath(find(object), { namespace: 'dev', name: 'x' }))).toEqual([
      '/apis/apps/v1/namespaces/dev/deployments/x',
      '/apis/networking.k8s.io/v1/namespaces/dev/ingresses/x',
      '/api/v1/namespaces/x',
    ]);
    expect(server.requests).toHaveLength(0);
  });

  it('asks for the rest, once', async () => {
    const { finder, server } = await createFinder();
    const sink = kind('monitoring.example/v1', 'Sink');
    const find = await finder.find([sink, kind('monitoring.example/v1', 'Monitor')]);
    expect(find(sink)).toEqual({ ...sink, plural: 'sinks', namespaced: false });
    await finder.find([sink]);
    expect(server.requests.map(({ path }) => path).sort()).toEqual(['/api', '/apis']);
    expect(server.requests[0]?.headers.accept).toContain('as=APIGroupDiscoveryList');
  });

  it('takes a kind from the CRD of the same set, in every version that it serves', async () => {
    const { finder, server } = await createFinder();
    const definition = {
      ...kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
      spec: {
        group: 'shop.example',
        scope: 'Cluster',
        names: { kind: 'Price', plural: 'prices' },
        versions: [{ name: 'v1', served: true }, { name: 'v1beta1' }, { name: 'v1alpha1', served: false }],
      },
    };
    const find = await finder.find([
      definition,
      kind('shop.example/v1', 'Price'),
      kind('shop.example/v1beta1', 'Price'),
    ]);
    expect(find(kind('shop.example/v1', 'Price'))).toMatchObject({ plural: 'prices', namespaced: false });
    expect(server.requests).toHaveLength(0);
    await expect(finder.find([definition, kind('shop.example/v1alpha1', 'Price')])).rejects.toMatchObject({
      code: 'APPLY_KIND_UNKNOWN',
    });
  });

  it('names every kind that is not there at once, with what was probably meant', async () => {
    const { finder } = await createFinder();
    const wrong = [kind('extensions/v1beta1', 'Ingress'), kind('apps/v1', 'Deploymnet'), kind('x/v1', 'Qqqqqq')];
    await expect(finder.find([kind('v1', 'Pod'), ...wrong, ...wrong])).rejects.toMatchObject({
      code: 'APPLY_KIND_UNKNOWN',
      summary: 'The cluster does not know 3 kinds.',
      details: [
        'Ingress of extensions/v1beta1 is not served; Ingress is served as networking.k8s.io/v1',
        'Deploymnet of apps/v1 is not served; did you mean Deployment?',
        'Qqqqqq of x/v1 is not served',
      ],
    });
    await expect(finder.find([kind('x/v1', 'Q')])).rejects.toMatchObject({
      summary: 'The cluster does not know the kind Q (x/v1).',
    });
  });

  it('says who may not ask', async () => {
    const forbidden = 'User "ci" cannot get path "/apis"';
    const { client } = await createBench([refusal(403, 'Forbidden', forbidden)]);
    await expect(createResourceFinder(client).find([kind('x/v1', 'Q')])).rejects.toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
    });
  });

  it('refuses what it was not told of', async () => {
    const { finder } = await createFinder();
    const find = await finder.find([]);
    expect(() => find(kind('x/v1', 'Q'))).toThrow('APPLY_KIND_UNKNOWN');
  });
});

it('finds kinds without a version, in the one that is preferred', async () => {
  const { finder, server } = await createFinder();
  const known = await finder.findGroupKinds([
    { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' },
    { group: '', kind: 'Event' },
  ]);
  expect(known.map((found) => found?.apiVersion)).toEqual(['autoscaling/v2', 'v1']);
  expect(server.requests).toHaveLength(0);
  const found = await finder.findGroupKinds([
    { group: 'monitoring.example', kind: 'Monitor' },
    { group: 'x', kind: 'Q' },
  ]);
  expect(found).toEqual([
    { apiVersion: 'monitoring.example/v2', kind: 'Monitor', plural: 'monitors', namespaced: true },
    undefined,
  ]);
});

it('encodes each part of a path, and keeps its case', () => {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', plural: 'roles', namespaced: true };
  expect(resourcePath(role, { namespace: 'dev', name: 'system:Reader/x' })).toBe(
    '/apis/rbac.authorization.k8s.io/v1/namespaces/dev/roles/system%3AReader%2Fx',
  );
  expect(resourcePath(role)).toBe('/apis/rbac.authorization.k8s.io/v1/roles');
});
