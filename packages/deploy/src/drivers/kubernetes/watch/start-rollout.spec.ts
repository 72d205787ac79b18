import { isSlipwayError, SlipwayError } from '@slipway/kit';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../kube-object.ts';
import { asWorkload, type ContainerStatus, type Workload } from './kube-status.ts';
import { deployed, deployment, event, pod, replicaSet, workload } from './live-objects.spec.support.ts';
import type { Collection } from './live-state.ts';
import { applied, beginRollout, createScriptedCluster, outcomeOf, type ClusterScript } from './replay.spec.support.ts';
import { startRollout } from './start-rollout.ts';

const added = (collection: Collection, object: KubeObject) => ({ collection, type: 'ADDED', object }) as const;
const changed = (collection: Collection, object: KubeObject) => ({ collection, type: 'MODIFIED', object }) as const;
const waiting = (message: string): Partial<ContainerStatus> => ({
  state: { waiting: { reason: 'ErrImagePull', message } },
});
const refusedConnection = waiting('dial tcp 10.0.0.1:443: connect: connection refused');
const missing = waiting('registry.example/orders@sha256:1: not found');

/** A rollout of one Deployment that is seen, but not ready. */
async function begin(script: ClusterScript = {}, { timeout = 60, settle = 10 } = {}) {
  const cluster = createScriptedCluster(script);
  const test = await beginRollout(cluster);
  const outcome = outcomeOf(test.rollout.finish({ objects: [applied(deployment())], timeout, settle }));
  cluster.tell(added('replicasets', replicaSet(2)));
  await test.clock.advance(0);
  return { ...test, cluster, outcome };
}

describe('time', () => {
  it('fails for a suspect that lasts twenty seconds, and says before that there is one', async () => {
    const { cluster, clock, outcome, lines } = await begin();
    cluster.tell(added('pods', pod({ container: refusedConnection })));
    await clock.advance(19_999);
    expect(outcome.current()).toBe('open');
    expect(lines).toContain(
      'warn: Deployment orders cannot get image registry.example/orders@sha256:1: dial tcp 10.0.0.1:443: connect: connection refused',
    );
    await clock.advance(1);
    expect(outcome.current()).toContain('connection refused. [ROLLOUT_IMAGE]');
  });

  it('begins anew when a suspect went away meanwhile', async () => {
    const { cluster, clock, outcome } = await begin();
    cluster.tell(added('pods', pod({ container: refusedConnection })));
    await clock.advance(15_000);
    cluster.tell(changed('pods', pod({ container: { state: { waiting: { reason: 'ContainerCreating' } } } })));
    await clock.advance(1000);
    cluster.tell(changed('pods', pod({ container: refusedConnection })));
    await clock.advance(19_000);
    expect(outcome.current()).toBe('open');
    await clock.advance(1000);
    expect(outcome.current()).toContain('[ROLLOUT_IMAGE]');
  });

  it('does not take a suspect for another because an address in it changed', async () => {
    const { cluster, clock, outcome } = await begin();
    for (const port of [1, 2, 3, 4]) {
      cluster.tell(
        changed('pods', pod({ container: waiting(`read udp 10.0.0.1:${port}->10.0.0.10:53: i/o timeout`) })),
      );
      await clock.advance(5000);
    }
    expect(outcome.current()).toContain('[ROLLOUT_IMAGE]');
  });

  it('fails for what may heal only when time is up, and says so', async () => {
    const { cluster, clock, outcome } = await begin({}, { timeout: 40 });
    cluster.tell(added('pods', pod({ container: waiting('[manifests 1]: 503 Service Unavailable') })));
    await clock.advance(39_999);
    expect(outcome.current()).toBe('open');
    await clock.advance(1);
    expect(outcome.current()).toMatch(
      /^Deployment orders was not ready within 40 s: 0 of 3 ready\. \[ROLLOUT_TIMEOUT\]\n {2}It cannot get image/,
    );
  });

  it('does not count the settle time against the time-out', async () => {
    const { cluster, clock, outcome } = await begin({}, { timeout: 10, settle: 10 });
    await clock.advance(9000);
    cluster.tell(changed('deployments', deployment(deployed)));
    await clock.advance(9999);
    expect(outcome.current()).toBe('open');
    await clock.advance(1);
    expect(outcome.current()).toBe('done');
  });

  it('settles anew after it was not ready in between', async () => {
    const { cluster, clock, outcome } = await begin();
    cluster.tell(changed('deployments', deployment(deployed)));
    await clock.advance(8000);
    cluster.tell(changed('deployments', deployment({ ...deployed, availableReplicas: 2 })));
    await clock.advance(1000);
    cluster.tell(changed('deployments', deployment(deployed)));
    await clock.advance(9000);
    expect(outcome.current()).toBe('open');
    await clock.advance(1000);
    expect(outcome.current()).toBe('done');
  });

  it('knows all that the release makes, also what nobody waits for', async () => {
    const cluster = createScriptedCluster();
    const { rollout, clock } = await beginRollout(cluster);
    const autoscaler: KubeObject = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'orders', namespace: 'dev', uid: 'hpa' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' }, minReplicas: 5 },
    };
    const config: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders', namespace: 'dev' } };
    const objects = [applied(deployment()), applied(autoscaler), applied(config)];
    const outcome = outcomeOf(rollout.finish({ objects, timeout: 60, settle: 0 }));
    cluster.tell(added('replicasets', replicaSet(2)));
    const message = 'configmap "orders" not found';
    const absent = { state: { waiting: { reason: 'CreateContainerConfigError', message } } };
    cluster.tell(added('pods', pod({ container: absent })));
    await clock.advance(5000);
    expect(outcome.current(), 'the release makes it, so it may appear').toBe('open');
    cluster.tell({ collection: 'pods', type: 'DELETED', object: pod({ container: absent }) });
    cluster.tell(changed('deployments', deployment(deployed)));
    await clock.advance(5000);
    expect(outcome.current(), '3 run, and the autoscaler keeps 5').toBe('open');
    const all = { replicas: 5, updatedReplicas: 5, readyReplicas: 5, availableReplicas: 5 };
    cluster.tell(changed('deployments', deployment({ ...deployed, ...all }, { replicas: 5 })));
    await clock.advance(0);
    expect(outcome.current()).toBe('done');
  });

  it('gives what an event says three seconds to be outdated', async () => {
    const cluster = createScriptedCluster();
    const { rollout, clock } = await beginRollout(cluster);
    const object = workload('StatefulSet', {}, { replicas: 1 });
    const outcome = outcomeOf(rollout.finish({ objects: [applied(object)], timeout: 60, settle: 0 }));
    cluster.tell(
      added(
        'events',
        event(
          'w-StatefulSet',
          'FailedCreate',
          'create Pod orders-0 in StatefulSet orders failed error: pods "orders-0" is forbidden: violates PodSecurity "x": y',
        ),
      ),
    );
    await clock.advance(2999);
    expect(outcome.current()).toBe('open');
    await clock.advance(1);
    expect(outcome.current()).toContain('violates PodSecurity "x": y. [ROLLOUT_REFUSED]');
  });
});

describe('what needs no waiting', () => {
  it('is done with what is unchanged and ready, without a word', async () => {
    const cluster = createScriptedCluster({ before: [added('deployments', deployment(deployed))] });
    const { rollout, lines } = await beginRollout(cluster);
    await rollout.finish({ objects: [applied(deployment(deployed), 'unchanged')], timeout: 60, settle: 10 });
    expect(lines).toEqual([]);
  });

  it('lets what is unchanged but was not ready prove itself', async () => {
    const cluster = createScriptedCluster({ before: [added('deployments', deployment())] });
    const { rollout, clock } = await beginRollout(cluster);
    const outcome = outcomeOf(
      rollout.finish({ objects: [applied(deployment(), 'unchanged')], timeout: 60, settle: 10 }),
    );
    await clock.advance(0);
    cluster.tell(changed('deployments', deployment(deployed)));
    await clock.advance(9999);
    expect(outcome.current()).toBe('open');
    await clock.advance(1);
    expect(outcome.current()).toBe('done');
  });

  it('is done with what has nothing to become', async () => {
    const { rollout, lines } = await beginRollout(createScriptedCluster());
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders', uid: 's' } };
    const scaledDown = deployment({ conditions: deployed.conditions ?? [] }, { replicas: 0 });
    const nowhere = workload('DaemonSet');
    const objects = [service, scaledDown, nowhere].map((object) => applied(object, 'created'));
    await rollout.finish({ objects, timeout: 1, settle: 10 });
    expect(lines).toContain('warn: DaemonSet orders: no node matches, so it has no pods.');
  });

  it('watches only what tells of the kinds it is given', async () => {
    const cluster = createScriptedCluster();
    await beginRollout(cluster, ['Deployment', 'Service']);
    expect(cluster.watched().toSorted()).toEqual(['deployments', 'events', 'pods', 'replicasets']);
    const idle = createScriptedCluster();
    await beginRollout(idle, ['Service']);
    expect(idle.watched()).toEqual([]);
  });
});

describe('what gets in between', () => {
  it('judges nothing while a listing is under way', async () => {
    const { cluster, clock, outcome } = await begin({}, { timeout: 10 });
    cluster.loseTrack();
    cluster.tell(added('pods', pod({ container: missing })));
    await clock.advance(30_000);
    expect(outcome.current()).toBe('open');
    cluster.tell(added('replicasets', replicaSet(2)));
    cluster.tell(added('deployments', deployment()));
    cluster.catchUp();
    await clock.advance(0);
    expect(outcome.current()).toContain('[ROLLOUT_IMAGE]');
  });

  it('fails when somebody deletes what it waits for', async () => {
    const { cluster, clock, outcome } = await begin();
    cluster.tell({ collection: 'deployments', type: 'DELETED', object: deployment() });
    await clock.advance(0);
    expect(outcome.current()).toContain(
      'Deployment orders was deleted by somebody while it was waited for. [ROLLOUT_FAILED]',
    );
  });

  it('takes a Job that its own time to live deletes for what it was', async () => {
    for (const [type, expected] of [
      ['Complete', 'done'],
      ['Failed', 'Job orders failed: BackoffLimitExceeded. [ROLLOUT_FAILED]'],
    ] as const) {
      const cluster = createScriptedCluster();
      const { rollout, clock } = await beginRollout(cluster);
      const outcome = outcomeOf(
        rollout.finish({ objects: [applied(workload('Job')), applied(deployment())], timeout: 60, settle: 0 }),
      );
      const reason = type === 'Failed' ? 'BackoffLimitExceeded' : undefined;
      const ended = workload('Job', { conditions: [{ type, status: 'True', ...(reason && { reason }) }] });
      cluster.tell(changed('jobs', ended));
      cluster.tell({ collection: 'jobs', type: 'DELETED', object: ended });
      cluster.tell(changed('deployments', deployment(deployed)));
      await clock.advance(0);
      expect(outcome.current()).toContain(expected);
    }
  });

  it('does not wait for ever for a listing that never ends', async () => {
    const { cluster, clock, outcome } = await begin({}, { timeout: 100 });
    await clock.advance(90_000);
    cluster.loseTrack();
    await clock.advance(59_999);
    expect(outcome.current()).toBe('open');
    await clock.advance(1);
    expect(outcome.current()).toContain(
      'The cluster https://cluster.example has not said for 60 s how the release is. [CLUSTER_UNREACHABLE]',
    );
  });

  it('ends with the error of a watch', async () => {
    const { cluster, clock, outcome } = await begin();
    cluster.breakDown(new SlipwayError({ code: 'CLUSTER_UNREACHABLE', summary: 'The cluster does not answer.' }));
    await clock.advance(0);
    expect(outcome.current()).toBe('The cluster does not answer. [CLUSTER_UNREACHABLE]');
  });

  it('can be cancelled while it waits, and before', async () => {
    const { controller, clock, outcome, cluster } = await begin();
    controller.abort();
    await clock.advance(0);
    expect(outcome.current()).toContain('[CANCELLED]');
    const signal = AbortSignal.abort();
    const logger = { info() {}, warn() {}, verbose() {}, output() {}, step() {} };
    const starting = startRollout({ client: cluster.client, namespaces: ['dev'], signal, logger });
    await expect(starting).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('tells of every object that failed', async () => {
    const cluster = createScriptedCluster({ log: () => 'panic: no database\n' });
    const { rollout, clock } = await beginRollout(cluster);
    const job = workload('Job', { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] });
    const crashed = pod({ container: { restartCount: 2, state: { terminated: { exitCode: 2 } } } });
    cluster.tell(added('replicasets', replicaSet(2)));
    cluster.tell(added('pods', crashed));
    const outcome = outcomeOf(
      rollout.finish({ objects: [applied(deployment()), applied(job)], timeout: 60, settle: 0 }),
    );
    await clock.advance(0);
    expect(outcome.current()).toBe(
      [
        'Deployment orders crashes: container app ends with exit code 2. [ROLLOUT_CRASHED]',
        '  Seen on pod orders-2-a.',
        '  Last lines of container app:',
        '    panic: no database',
        '  Job orders failed: BackoffLimitExceeded.',
        'Hint: `kubectl -n dev logs orders-2-a -c app --previous` shows more.',
      ].join('\n'),
    );
  });

  it('reads the log of a first crash, where a wrong platform is told', async () => {
    const { cluster, clock, outcome } = await begin({
      log: ({ previous }) => (previous ? undefined : 'exec /app: exec format error\n'),
    });
    cluster.tell(added('pods', pod({ container: { state: { terminated: { exitCode: 1, reason: 'Error' } } } })));
    await clock.advance(0);
    expect(outcome.current()).toMatch(/cannot run container app: exec format error.*\[ROLLOUT_CRASHED\]/);
    expect(cluster.logRequests.length).toBeGreaterThan(0);
  });
});

describe('roles that do not allow it', () => {
  it('looks every two seconds where the kind may not be watched', async () => {
    let live: Workload = deployment();
    const { cluster, clock, outcome, lines } = await begin(
      { forbidden: ['deployments'], read: () => live },
      { settle: 0 },
    );
    await clock.advance(5000);
    expect(cluster.requests).toEqual(Array(2).fill('/apis/apps/v1/namespaces/dev/deployments/orders'));
    live = deployment(deployed);
    await clock.advance(1000);
    expect(outcome.current()).toBe('done');
    expect(lines[0]).toMatch(/^warn: This account may not watch deployments in dev: /);
  });

  it('goes by the object alone where pods may not be watched', async () => {
    const { cluster, clock, outcome } = await begin({ forbidden: ['pods', 'events'] }, { settle: 0 });
    cluster.tell(changed('deployments', deployment(deployed)));
    await clock.advance(0);
    expect(outcome.current()).toBe('done');
  });

  it('looks at other kinds whose condition says that they do not work yet', async () => {
    const certificate = (status: string): KubeObject => ({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'orders', namespace: 'dev', uid: 'c', resourceVersion: status === 'True' ? '900' : '800' },
      status: { conditions: [{ type: 'Ready', status, reason: 'Issuing' }] },
    });
    const cluster = createScriptedCluster({ read: () => certificate('True') });
    const { rollout, clock, lines } = await beginRollout(cluster);
    const outcome = outcomeOf(rollout.finish({ objects: [applied(certificate('False'))], timeout: 60, settle: 10 }));
    await clock.advance(1999);
    expect(outcome.current()).toBe('open');
    await clock.advance(1);
    expect(outcome.current()).toBe('done');
    expect(lines).toEqual(['output: Certificate orders  not ready: Issuing', 'output: Certificate orders  ready']);
  });

  it('refuses to start where a watch breaks for another reason', async () => {
    const { client } = createScriptedCluster();
    const broken = {
      ...client,
      watch: () => Promise.reject(new SlipwayError({ code: 'CLUSTER_UNREACHABLE', summary: 'Gone.' })),
    };
    const starting = beginRollout({ ...createScriptedCluster(), client: broken });
    await expect(starting).rejects.toSatisfy((error) => isSlipwayError(error) && error.code === 'CLUSTER_UNREACHABLE');
  });
});

describe('lines', () => {
  it('prints no more than one line a second for an object, and the last one in any case', async () => {
    const { cluster, clock, lines } = await begin({}, { settle: 0 });
    const wide = (count: number): Workload => {
      const object = deployment(
        { ...deployed, replicas: 50, updatedReplicas: 50, availableReplicas: count },
        { replicas: 50 },
      );
      return asWorkload(object);
    };
    for (let count = 1; count <= 50; count += 1) {
      cluster.tell(changed('replicasets', replicaSet(2, { availableReplicas: count })));
      cluster.tell(changed('deployments', wide(count)));
      await clock.advance(50);
    }
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe('output: Deployment orders  50 of 50 ready');
  });
});
