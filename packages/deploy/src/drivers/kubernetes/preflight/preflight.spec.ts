import { createLogger, isSlipwayError, type DeliveredImage, type Pinned } from '@slipway/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeCluster, type FakeCluster } from '../../../testing/index.ts';
import { createKubeClient } from '../api/create-kube-client.ts';
import { createResourceFinder } from '../api/create-resource-finder.ts';
import type { KubeClient } from '../api/kube-client.ts';
import { placeObjects } from '../apply/place-objects.ts';
import { listRecords } from '../history/list-records.ts';
import type { KubeObject } from '../kube-object.ts';
import { checkPlatforms } from './check-platforms.ts';
import { explainForbidden } from './explain-forbidden.ts';
import { neededRights } from './needed-rights.ts';

const digest = `sha256:${'a'.repeat(64)}` as const;
const reference = `localhost:5000/acme/orders@${digest}` as Pinned;
const image = (...platforms: readonly string[]): DeliveredImage => ({
  name: 'acme/orders',
  reference,
  digest,
  platforms,
});
const deployment = (spec: Readonly<Record<string, unknown>> = {}, used: string = reference): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'orders', namespace: 'dev' },
  spec: { template: { spec: { containers: [{ name: 'app', image: used }], ...spec } } },
});

let cluster: FakeCluster;
let client: KubeClient;

beforeEach(async () => {
  cluster = await startFakeCluster({ namespaces: ['dev'] });
  client = createKubeClient({
    transport: { host: cluster.host, port: cluster.port },
    signal: new AbortController().signal,
    logger: createLogger({ stdout: () => undefined, stderr: () => undefined }),
    server: cluster.url,
  });
});
afterEach(() => cluster.close());

const addNode = (architecture: string) =>
  cluster.create({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `node-${architecture}`,
      labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': architecture },
    },
  });

describe('the platforms of an image', () => {
  const check = (images: readonly DeliveredImage[], object = deployment()) =>
    checkPlatforms({ client, objects: [object], images });

  it('are no finding where every node has one', async () => {
    expect(await check([image('linux/amd64', 'linux/arm64')])).toEqual([]);
  });

  it('are an error where no node has one', async () => {
    await expect(check([image('linux/arm64', 'linux/arm/v7')])).rejects.toMatchObject({
      code: 'PLATFORM_MISSING',
      state: 'Nothing was applied.',
      hint: expect.stringContaining('--platforms=linux/amd64,linux/arm/v7,linux/arm64') as string,
    });
  });

  it('are a warning where only some nodes have one', async () => {
    addNode('arm64');
    expect(await check([image('linux/amd64')])).toEqual([expect.stringContaining('linux/arm64')]);
  });

  it('are compared with the nodes that the pods ask for', async () => {
    addNode('arm64');
    const onArm = deployment({ nodeSelector: { 'kubernetes.io/arch': 'arm64' } });
    expect(await check([image('linux/arm64')], onArm)).toEqual([]);
    await expect(check([image('linux/amd64')], onArm)).rejects.toMatchObject({ code: 'PLATFORM_MISSING' });
  });

  it('are no error where the nodes that pods ask for may be yet to come', async () => {
    const pool = { nodeSelector: { pool: 'arm' } };
    expect(await check([image('linux/arm64')], deployment(pool))).toEqual([]);
    expect(await check([image('linux/arm64')], deployment({ affinity: { nodeAffinity: {} } }))).toEqual([]);
  });

  it('are none of the concern of what runs another image', async () => {
    expect(await check([image('linux/arm64')], deployment({}, 'nginx:1'))).toEqual([]);
  });

  it('are not asked for where they are not known', async () => {
    expect(await check([image()])).toEqual([]);
    expect(cluster.requests).toEqual([]);
  });

  it('are no finding for whoever may not list nodes', async () => {
    cluster.forbid({ verb: 'list', resource: 'nodes' });
    expect(await check([image('linux/arm64')])).toEqual([]);
  });
});

describe('a refusal for want of rights', () => {
  const refuse = async (): Promise<unknown> => {
    const placed = await placeObjects({
      objects: [deployment()],
      finder: createResourceFinder(client),
      set: { name: 'orders', namespace: 'dev' },
    });
    try {
      await listRecords({ client, release: 'orders', environment: 'dev', namespace: 'dev' });
      return undefined;
    } catch (error) {
      return explainForbidden(error, { client, release: 'orders', needed: neededRights(placed, 'dev') });
    }
  };

  it('names every right that is missing as a Role, and how to bind it', async () => {
    cluster.forbid({ verb: 'list', resource: 'secrets' });
    cluster.forbid({ verb: 'create', resource: 'deployments', namespace: 'dev' });
    cluster.forbid({ resource: 'pods/log' });
    const error = await refuse();
    expect(isSlipwayError(error) && error.message).toMatchInlineSnapshot(`
      "fake-user may not list secrets in the namespace dev. [CLUSTER_FORBIDDEN]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: slipway-orders, namespace: dev}
        rules:
        - {apiGroups: ["apps"], resources: ["deployments"], verbs: ["create", "patch"]}
        - {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}
        - {apiGroups: [""], resources: ["secrets"], verbs: ["list"]}
      Hint: The Roles above hold every right that is missing. Let somebody who may apply them, and bind them:
        kubectl create rolebinding slipway-orders --role=slipway-orders --user=fake-user --namespace=dev"
    `);
  });

  it('stays as it is where the server cannot tell what is missing', async () => {
    cluster.forbid({ verb: 'list', resource: 'secrets' });
    const status = { incomplete: true, resourceRules: [] };
    const body = JSON.stringify({ kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', status });
    const headers = { 'content-type': 'application/json' };
    cluster.fault({ path: /selfsubjectrulesreviews/, answer: { status: 201, headers, body } });
    expect(await refuse()).toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
      hint: expect.stringContaining('rule above') as string,
    });
  });
});
