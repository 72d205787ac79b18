import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cancelled,
  isSlipwayError,
  type DeploySession,
  type DeployTarget,
  type Pinned,
  type ReleaseRequest,
  type SlipwayError,
} from '@slipway/kit';
import { createFakeContext, type FakeContext } from '@slipway/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultAnswers, podScripts, startFakeCluster, type FakeCluster } from '../../../testing/index.ts';
import { createKubeClient } from '../api/create-kube-client.ts';
import { createResourceFinder } from '../api/create-resource-finder.ts';
import { createActions } from './create-session.ts';

const digest = (version: number) => `sha256:${String(version).repeat(64)}` as const;
const reference = (version: number) => `localhost:5000/acme/orders@${digest(version)}` as Pinned;

/** A release of one Deployment, one Service and one ConfigMap, which may be called otherwise. */
function release(version: number, others: Partial<ReleaseRequest> & { readonly config?: string } = {}): ReleaseRequest {
  const { config = 'settings', ...request } = others;
  const labels = { app: 'orders' };
  const containers = [{ name: 'app', image: reference(version) }];
  return {
    documents: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: config }, data: { version: String(version) } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'orders' },
        spec: { selector: labels, ports: [{ port: 80 }] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'orders' },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
        },
      },
    ],
    images: [
      { name: 'acme/orders', reference: reference(version), digest: digest(version), platforms: ['linux/amd64'] },
    ],
    ...{ timeout: 20, settle: 0, rollbackOnFailure: false, forceConflicts: false, adopt: false, pruneData: false },
    ...request,
  };
}
const rollback = { timeout: 20, settle: 0, forceConflicts: false, pruneData: false };
const undeploy = { timeout: 20, pruneData: false };

let cluster: FakeCluster;

beforeEach(async () => {
  cluster = await startFakeCluster({ namespaces: ['dev'] });
  cluster.workload(
    { image: new RegExp(`@${digest(9)}`) },
    podScripts.cannotPull(reference(9), `${reference(9)}: not found`),
  );
});
afterEach(() => cluster.close());

interface Opened {
  readonly session: Required<Omit<DeploySession, 'place' | 'close'>>;
  readonly fake: FakeContext<unknown>;
}

interface OpenSettings {
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  readonly target?: Partial<DeployTarget>;
  readonly workspaceRoot?: string;
}

/** Opens a session on the cluster, in namespace dev where nothing else is named. */
function open(settings: OpenSettings = {}): Opened {
  const {
    dryRun = false,
    signal = new AbortController().signal,
    target = { namespace: 'dev' },
    workspaceRoot,
  } = settings;
  const place = workspaceRoot === undefined ? {} : { workspaceRoot };
  const fake = createFakeContext<unknown>({ options: {}, dryRun, signal, ...place });
  const { host, port, url } = cluster;
  const client = createKubeClient({ transport: { host, port }, signal, logger: fake.context.logger, server: url });
  const session = createActions({
    client,
    finder: createResourceFinder(client),
    target: { environment: 'dev', release: 'orders', projectRoot: '/w/orders', createNamespace: false, ...target },
    context: fake.context,
    contextNamespace: undefined,
    access: { contextName: 'fake', kubeconfig: undefined },
  });
  return { session, fake };
}

/** Waits for something that the fake cluster does by itself. */
const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
};
const failureOf = async (work: Promise<unknown>): Promise<SlipwayError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isSlipwayError(error)) throw new Error(`not refused as expected: ${String(error)}`);
  return error;
};
/** Revisions and their states, newest first, as anybody reads them off the labels. */
const history = (namespace = 'dev'): readonly string[] =>
  cluster
    .list('Secret', namespace)
    .filter(({ type }) => type === 'slipway.dev/release.v1')
    .map(({ metadata: { labels = {} } }) => `${labels['slipway.dev/version']} ${labels['slipway.dev/status']}`)
    .reverse();
const imageOf = () => JSON.stringify(cluster.get({ kind: 'Deployment', name: 'orders', namespace: 'dev' })?.['spec']);

describe('deploying', () => {
  it('applies, waits, records, and says how to reach it', async () => {
    const result = await open().session.deploy(release(1));
    expect(result).toMatchObject({ revision: 1, warnings: [] });
    expect(result.changes.map(({ kind, change }) => `${kind} ${change}`)).toEqual([
      'ConfigMap created',
      'Service created',
      'Deployment created',
    ]);
    expect(result.access).toEqual([
      'http://localhost:8080 after: kubectl --context fake -n dev port-forward svc/orders 8080:80',
    ]);
    const { objects, history: entries } = await open().session.status();
    expect(objects.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
    expect(entries).toMatchObject([{ revision: 1, state: 'deployed', images: [reference(1)] }]);
  });

  it('deletes what the next release no longer holds, once that runs', async () => {
    await open().session.deploy(release(1));
    const { revision, changes } = await open().session.deploy(release(2, { config: 'other' }));
    expect(revision).toBe(2);
    expect(changes).toContainEqual({ kind: 'ConfigMap', name: 'settings', namespace: 'dev', change: 'deleted' });
    expect(cluster.get({ kind: 'ConfigMap', name: 'settings', namespace: 'dev' })).toBeUndefined();
    expect(history()).toEqual(['2 deployed', '1 superseded']);
  });

  it('makes no revision of what runs already', async () => {
    await open().session.deploy(release(1));
    const { revision, changes } = await open().session.deploy(release(1, { settle: 3600 }));
    expect(revision).toBe(1);
    expect(changes.map(({ change }) => change)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(history()).toEqual(['1 deployed']);
  });

  it('mends what somebody changed without a new revision', async () => {
    await open().session.deploy(release(1));
    cluster.delete({ kind: 'Service', name: 'orders', namespace: 'dev' });
    const { revision, changes } = await open().session.deploy(release(1));
    expect(revision).toBe(1);
    expect(changes).toContainEqual({ kind: 'Service', name: 'orders', namespace: 'dev', change: 'created' });
  });

  it('brings its own namespace along, and is found there again', async () => {
    const request = release(1);
    const namespaced = request.documents.map((document) => ({
      ...document,
      metadata: { ...(document['metadata'] as object), namespace: 'orders-dev' },
    }));
    const documents = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'orders-dev' } }, ...namespaced];
    const workspaceRoot = await mkdtemp(join(tmpdir(), 'slipway-session-'));
    const projectRoot = join(workspaceRoot, 'services/orders');
    await mkdir(join(projectRoot, 'k8s'), { recursive: true });
    await writeFile(
      join(projectRoot, 'k8s/all.yaml'),
      documents.map((document) => JSON.stringify(document)).join('\n---\n'),
    );
    const opened = () => open({ workspaceRoot, target: { projectRoot } }).session;
    expect((await opened().deploy({ ...request, documents })).revision).toBe(1);
    const sent = cluster.mutations.map(({ path, body }) =>
      body.includes('slipway.dev/release.v1') ? 'record' : path.split('/').at(-2),
    );
    expect(sent.lastIndexOf('record')).toBeLessThan(sent.indexOf('configmaps'));
    expect((await opened().status()).history).toMatchObject([{ revision: 1, state: 'deployed' }]);
  });

  it('reports and marks what a killed run left, and goes on', async () => {
    await open().session.deploy(release(1));
    cluster.edit(
      { kind: 'Secret', name: 'slipway.orders.v1', namespace: 'dev' },
      (record) => ({
        ...record,
        metadata: { ...record.metadata, labels: { ...record.metadata.labels, 'slipway.dev/status': 'pending' } },
      }),
      { manager: 'a killed run' },
    );
    const { warnings } = await open().session.deploy(release(1));
    expect(warnings).toEqual([expect.stringMatching(/^Revision 1 of orders, begun .* was never finished/)]);
    expect(history()).toEqual(['2 deployed', '1 failed']);
  });

  it('lets one of two at once win, and leaves what it made', async () => {
    const results = await Promise.allSettled([open().session.deploy(release(1)), open().session.deploy(release(2))]);
    const lost = results.filter((result) => result.status === 'rejected');
    expect(lost).toMatchObject([{ reason: { code: 'RELEASE_BUSY' } }]);
    expect(history()).toEqual(['1 deployed']);
  });
});

describe('a deploy that fails', () => {
  it('says how far it came, what serves, and is recorded as failed', async () => {
    await open().session.deploy(release(1));
    const error = await failureOf(open().session.deploy(release(9)));
    expect(error).toMatchObject({
      code: 'ROLLOUT_IMAGE',
      state:
        '3 of 3 objects were applied. The previous release (revision 1) still serves: its pods stay until the new ones are ready.',
    });
    expect(history()).toEqual(['2 failed', '1 deployed']);
  });

  it('fills no namespace with its records, and keeps the one that ran', async () => {
    await open().session.deploy(release(1));
    for (let failure = 1; failure <= 11; failure += 1) {
      cluster.fault({ method: 'PATCH', path: /\/configmaps\//, answer: faultAnswers.webhookDenied('policy', 'no') });
      await failureOf(open().session.deploy(release(2)));
    }
    expect(history()).toHaveLength(10);
    expect(history()).toContain('1 deployed');
  });

  it('deletes nothing', async () => {
    await open().session.deploy(release(1));
    await failureOf(open().session.deploy(release(9, { config: 'other' })));
    expect(cluster.get({ kind: 'ConfigMap', name: 'settings', namespace: 'dev' })).toBeDefined();
  });

  it('goes back where it was told to, and says so', async () => {
    await open().session.deploy(release(1));
    const error = await failureOf(open().session.deploy(release(9, { rollbackOnFailure: true })));
    expect(error).toMatchObject({
      code: 'ROLLOUT_IMAGE',
      state: 'Rolled back: revision 1 runs again, as revision 3.',
    });
    expect(imageOf()).toContain(reference(1));
    expect(history()).toEqual(['3 deployed', '2 failed', '1 superseded']);
  });

  it('has nothing to go back to the first time', async () => {
    const error = await failureOf(open().session.deploy(release(9, { rollbackOnFailure: true })));
    expect(error.state).toBe('3 of 3 objects were applied. There is no earlier release. It cannot be rolled back.');
    expect(history()).toEqual(['1 failed']);
  });

  it.each(['list', 'create'])('names all that the account may not do, where it may not %s secrets', async (verb) => {
    cluster.forbid({ verb, resource: 'secrets' });
    cluster.forbid({ verb: 'delete', resource: 'services' });
    const error = await failureOf(open().session.deploy(release(1)));
    expect(error.code).toBe('CLUSTER_FORBIDDEN');
    expect(error.details.filter((line) => line.includes('"services"'))).toEqual([expect.stringContaining('"delete"')]);
    expect(error.details.filter((line) => line.includes('"secrets"'))).toEqual([expect.stringContaining(`"${verb}"`)]);
    expect(cluster.list('Deployment', 'dev')).toEqual([]);
  });

  it('refuses an image for other machines before anything is changed', async () => {
    const request = release(1);
    const images = request.images.map((image) => ({ ...image, platforms: ['linux/arm64'] }));
    const error = await failureOf(open().session.deploy({ ...request, images }));
    expect(error.code).toBe('PLATFORM_MISSING');
    expect(cluster.mutations).toEqual([]);
  });
});

describe('a deploy that is cancelled', () => {
  it('while it watches, is marked failed and says what it leaves', async () => {
    cluster.workload({}, podScripts.neverReady('HTTP probe failed with statuscode: 503'));
    const controller = new AbortController();
    const work = failureOf(open({ signal: controller.signal }).session.deploy(release(1)));
    await until(() => cluster.list('Pod', 'dev').length > 0);
    controller.abort(cancelled('a test'));
    expect(await work).toMatchObject({
      code: 'CANCELLED',
      state:
        '3 of 3 objects were applied. The cluster goes on with the rollout by itself. There is no earlier release.',
    });
    expect(history()).toEqual(['1 failed']);
  });

  it('while it applies, is marked failed and says how much was sent', async () => {
    const controller = new AbortController();
    const { happened } = cluster.fault({ method: 'PATCH', path: /\/deployments\//, answer: 'silence' });
    const work = failureOf(open({ signal: controller.signal }).session.deploy(release(1)));
    await happened;
    controller.abort(cancelled('a test'));
    const { code, state } = await work;
    expect(code).toBe('CANCELLED');
    expect(state).toContain('2 of 3 objects were applied');
    expect(history()).toEqual(['1 failed']);
  });
});

describe('a dry run', () => {
  it('of a deploy says what would become of each object, and changes nothing', async () => {
    await open().session.deploy(release(1));
    cluster.clearRequests();
    const { session, fake } = open({ dryRun: true });
    const { revision, changes } = await session.deploy(release(2, { config: 'other' }));
    expect(revision).toBe(2);
    expect(changes.map(({ kind, name, change }) => `${kind} ${name} ${change}`)).toEqual([
      'ConfigMap other created',
      'Service orders unchanged',
      'Deployment orders configured',
      'ConfigMap settings deleted',
    ]);
    expect(fake.lines).toContain('info: Would delete ConfigMap settings in namespace dev');
    expect(cluster.mutations).toEqual([]);
  });

  it('of a rollback and of an undeploy changes nothing', async () => {
    await open().session.deploy(release(1));
    await open().session.deploy(release(2));
    cluster.clearRequests();
    const { session, fake } = open({ dryRun: true });
    await session.rollback(rollback);
    await session.undeploy(undeploy);
    expect(fake.lines).toContain('info: Would configure Deployment orders in namespace dev');
    expect(fake.lines).toContain('info: Would delete Deployment orders in namespace dev');
    expect(cluster.mutations).toEqual([]);
  });
});

describe('going back', () => {
  it('makes the release before run again as a new revision, and deletes what only the newer one had', async () => {
    await open().session.deploy(release(1));
    await open().session.deploy(release(2, { config: 'other' }));
    const { revision, changes } = await open().session.rollback(rollback);
    expect(revision).toBe(3);
    expect(changes).toContainEqual({ kind: 'ConfigMap', name: 'other', namespace: 'dev', change: 'deleted' });
    expect(imageOf()).toContain(reference(1));
    expect(history()).toEqual(['3 deployed', '2 superseded', '1 superseded']);
  });

  it('leads from a failed release to the last that ran', async () => {
    await open().session.deploy(release(1));
    await failureOf(open().session.deploy(release(9)));
    expect((await open().session.rollback(rollback)).revision).toBe(3);
    expect(imageOf()).toContain(reference(1));
  });

  it('is refused where nothing was released', async () => {
    expect((await failureOf(open().session.rollback(rollback))).code).toBe('RELEASE_MISSING');
  });
});

describe('taking a release away', () => {
  it('leaves nothing, not even its history', async () => {
    await open().session.deploy(release(1));
    const changes = await open().session.undeploy(undeploy);
    expect(changes.map(({ change }) => change)).toEqual(['deleted', 'deleted', 'deleted']);
    for (const kind of ['ConfigMap', 'Service', 'Deployment', 'Secret']) expect(cluster.list(kind, 'dev')).toEqual([]);
  });

  it('keeps what holds data until it is told otherwise, and finds it again', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'dev' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const request = release(1);
    const opened = () => open().session;
    await open().session.deploy({ ...request, documents: [claim, ...request.documents] });
    expect(await opened().undeploy(undeploy)).toContainEqual({
      ...{ kind: 'PersistentVolumeClaim', name: 'data', namespace: 'dev', change: 'kept' },
    });
    expect(history()).toEqual(['1 superseded']);
    const changes = await opened().undeploy({ ...undeploy, pruneData: true });
    expect(changes).toMatchObject([{ kind: 'PersistentVolumeClaim', change: 'deleted' }]);
    expect(cluster.list('Secret', 'dev')).toEqual([]);
  });

  it('takes away what a run left that was killed before it applied anything', async () => {
    cluster.fault({
      method: 'GET',
      path: /\/secrets\/slipway\.orders(?:\?|$)/,
      answer: faultAnswers.webhookDenied('x', 'no'),
    });
    await failureOf(open().session.deploy(release(1)));
    expect(history()).toEqual(['1 failed']);
    expect(await open().session.undeploy(undeploy)).toEqual([]);
    expect(cluster.list('Secret', 'dev')).toEqual([]);
  });

  it('is refused where objects are left of which nothing tells any more', async () => {
    await open().session.deploy(release(1));
    cluster.delete({ kind: 'Secret', name: 'slipway.orders', namespace: 'dev' });
    const error = await failureOf(open().session.undeploy(undeploy));
    expect(error).toMatchObject({ code: 'RELEASE_MISSING', state: 'Nothing was deleted.' });
    expect(error.details).toContain('Deployment orders is still there');
    expect(history()).toEqual(['1 deployed']);
    await open().session.deploy(release(1));
    await open().session.undeploy(undeploy);
    expect(cluster.get({ kind: 'Deployment', name: 'orders', namespace: 'dev' })).toBeUndefined();
  });

  it('is refused where there is none', async () => {
    expect((await failureOf(open().session.undeploy(undeploy))).code).toBe('RELEASE_MISSING');
  });
});
