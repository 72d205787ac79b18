import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, withDriverContext, type DeployTarget, type Pinned, type ReleaseRequest } from '@slipway/kit';
import { deployDriverConformance, type ContextProvider, type DeployConformanceFixture } from '@slipway/kit/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { KubernetesOptions } from '../drivers/kubernetes/connect/kubernetes-options.ts';
import { kubernetesDriver } from '../drivers/kubernetes/kubernetes-driver.ts';
import { readList, readText } from './cluster/objects/json.ts';
import { podScripts, startFakeCluster, type FakeCluster } from './index.ts';
import { writeKubectlStandIn } from './kubectl-stand-in.spec.support.ts';

let cluster: FakeCluster;
let tools: ReturnType<typeof writeKubectlStandIn>;
let count = 0;

beforeAll(async () => {
  cluster = await startFakeCluster({ pace: 1 });
  cluster.workload({ image: new RegExp(digestOf(3)) }, podScripts.cannotPull('orders', 'orders@sha256:3: not found'));
  tools = writeKubectlStandIn(cluster.url);
});
afterAll(() => cluster.close());

function digestOf(version: number): `sha256:${string}` {
  return `sha256:${String(version).repeat(64)}`;
}

function releaseOf(version: number): ReleaseRequest {
  const digest = digestOf(version);
  const reference = `registry.example/acme/orders@${digest}` as Pinned;
  const labels = { app: 'orders' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'app', image: reference }] } };
  return {
    documents: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { version: String(version) } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'orders' },
        spec: { replicas: 2, selector: { matchLabels: labels }, template },
      },
    ],
    images: [{ name: 'acme/orders', reference, digest, platforms: ['linux/amd64'] }],
    timeout: 60,
    settle: 0,
    rollbackOnFailure: false,
    forceConflicts: false,
    adopt: false,
    pruneData: false,
  };
}

const withContext: ContextProvider<KubernetesOptions> = ({ withoutTools, ...settings }, action) =>
  withDriverContext(
    {
      workspaceRoot: mkdtempSync(join(tmpdir(), 'slipway-spec-')),
      project: { name: 'orders', root: 'services/orders' },
      options: { kubeconfig: tools.kubeconfig },
      executables: { kubectl: withoutTools === true ? join(tmpdir(), 'no-such-kubectl') : tools.kubectl },
      logger: createLogger({ verbose: false, stdout: () => undefined, stderr: () => undefined }),
      ...settings,
    },
    action,
  );

const fixture: DeployConformanceFixture<KubernetesOptions> = {
  withContext,
  target: () => {
    count += 1;
    const namespace = `place-${count}`;
    cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    return Promise.resolve(targetOf(namespace));
  },
  unnamedTarget: () => {
    const { context: _, ...target } = targetOf('default');
    return Promise.resolve(target);
  },
  releases: [releaseOf(1), releaseOf(2)],
  brokenRelease: releaseOf(3),
  fingerprint: ({ namespace }) => {
    const kinds = ['ConfigMap', 'Secret', 'Deployment', 'Service'];
    const objects = kinds.flatMap((kind) => cluster.list(kind, namespace ?? ''));
    return Promise.resolve(
      // What controllers write is no change of ours.
      JSON.stringify(
        objects.map((object) => [object.metadata.uid, object.metadata.labels, object['spec'], object['data']]),
      ),
    );
  },
  images: ({ namespace }) => {
    const containers = cluster
      .list('Deployment', namespace ?? '')
      .flatMap((object) => readList(object, 'spec', 'template', 'spec', 'containers'));
    return Promise.resolve([...new Set(containers.map((container) => readText(container, 'image')))].sort());
  },
};

function targetOf(namespace: string): DeployTarget {
  const projectRoot = '/projects/orders';
  return { environment: 'dev', release: 'orders', projectRoot, context: 'fake', namespace, createNamespace: false };
}

describe('the driver kubernetes on a fake cluster', () => {
  it.each(deployDriverConformance(kubernetesDriver, fixture))('$name', async ({ run }) => {
    await run();
  });
});
