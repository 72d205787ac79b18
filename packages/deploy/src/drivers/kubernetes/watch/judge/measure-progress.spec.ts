import { describe, expect, it } from 'vitest';
import { asWorkload, type Workload } from '../kube-status.ts';
import { deployed, deployment, liveOf, pod, replicaSet, workload } from '../live-objects.spec.support.ts';
import type { KubeObject } from '../../kube-object.ts';
import { toMadeBySet } from './made-by-set.ts';
import { measureProgress } from './measure-progress.ts';

const other = (status: Record<string, unknown>, generation = 2): Workload => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'orders', generation },
  status,
});
const condition = (type: string, status: string, rest = {}) => ({ conditions: [{ type, status, ...rest }] });
const stateful = {
  replicas: 3,
  updatedReplicas: 3,
  readyReplicas: 3,
  availableReplicas: 3,
  currentRevision: 'b',
  updateRevision: 'b',
};
const partitioned = { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } };
const daemons = { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 };

const rows: readonly (readonly [title: string, object: Workload, isComplete: boolean, text: string])[] = [
  ['Deployment: complete', deployment(deployed), true, '3 of 3 ready'],
  [
    'not seen, with the full numbers of before',
    deployment({ ...deployed, observedGeneration: 1 }),
    false,
    'not seen by its controller yet',
  ],
  ['old pods still there', deployment({ ...deployed, replicas: 4 }), false, '3 of 3 ready, 1 of the old still there'],
  ['one not available', deployment({ ...deployed, availableReplicas: 2 }), false, '2 of 3 ready'],
  ['one not updated', deployment({ ...deployed, updatedReplicas: 2 }), false, '2 of 3 ready'],
  [
    'numbers right, condition not yet',
    deployment({ ...deployed, conditions: [{ type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' }] }),
    false,
    '3 of 3 ready',
  ],
  [
    'without a deadline its controller says nothing of progress',
    deployment({ ...deployed, conditions: [] }, { progressDeadlineSeconds: 2 ** 31 - 1 }),
    true,
    '3 of 3 ready',
  ],
  ['with one it does', deployment({ ...deployed, conditions: [] }), false, '3 of 3 ready'],
  ['scaled to nothing', deployment({ conditions: deployed.conditions ?? [] }, { replicas: 0 }), true, '0 of 0 ready'],
  ['scaled by its autoscaler', deployment(deployed, { replicas: 5 }), false, '3 of 5 ready'],
  ['StatefulSet: complete', workload('StatefulSet', stateful, { replicas: 3 }), true, '3 of 3 ready'],
  [
    'in between two revisions',
    workload('StatefulSet', { ...stateful, currentRevision: 'a' }, { replicas: 3 }),
    false,
    '3 of 3 ready',
  ],
  [
    'one not updated',
    workload('StatefulSet', { ...stateful, updatedReplicas: 2 }, { replicas: 3 }),
    false,
    '2 of 3 ready',
  ],
  [
    'one not available',
    workload('StatefulSet', { ...stateful, availableReplicas: 2 }, { replicas: 3 }),
    false,
    '3 of 3 ready',
  ],
  [
    'updated down to its partition',
    workload('StatefulSet', { ...stateful, updatedReplicas: 1, currentRevision: 'a' }, partitioned),
    true,
    '1 of 1 ready, 2 kept back by the partition',
  ],
  [
    'not updated down to it',
    workload('StatefulSet', { ...stateful, updatedReplicas: 0, currentRevision: 'a' }, partitioned),
    false,
    '0 of 1 ready, 2 kept back by the partition',
  ],
  ['DaemonSet: complete', workload('DaemonSet', daemons), true, '3 of 3 ready'],
  ['one not updated', workload('DaemonSet', { ...daemons, updatedNumberScheduled: 1 }), false, '1 of 3 ready'],
  ['one not available', workload('DaemonSet', { ...daemons, numberAvailable: 2 }), false, '2 of 3 ready'],
  ['not seen', workload('DaemonSet', { ...daemons, observedGeneration: 1 }), false, 'not seen by its controller yet'],
  ['Job: complete', workload('Job', condition('Complete', 'True')), true, 'complete'],
  ['running', workload('Job'), false, 'running'],
  ['CronJob: accepted', { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'orders' } }, true, 'accepted'],
  ['Service: accepted', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders' } }, true, 'accepted'],
  ['Pod: ready', asWorkload(pod({ status: condition('Ready', 'True') })), true, 'ready'],
  ['Pod: done', asWorkload(pod({ status: condition('Ready', 'False', { reason: 'PodCompleted' }) })), true, 'ready'],
  [
    'Pod: not ready',
    asWorkload(pod({ status: condition('Ready', 'False', { reason: 'ContainersNotReady' }) })),
    false,
    'not ready',
  ],
  ['other kinds: Ready', other(condition('Ready', 'True')), true, 'ready'],
  [
    'not Ready',
    other(condition('Ready', 'False', { reason: 'Pending', message: 'waits for the CA' })),
    false,
    'not ready: Pending: waits for the CA',
  ],
  ['not Available', other(condition('Available', 'Unknown')), false, 'not available'],
  ['Established', other(condition('Established', 'True')), true, 'established'],
  ['Ready of before', other(condition('Ready', 'True', { observedGeneration: 1 })), false, 'not ready'],
  ['without a condition that tells', other(condition('Synced', 'False')), true, 'accepted'],
  [
    'a Job of another group',
    { apiVersion: 'batch.volcano.sh/v1', kind: 'Job', metadata: { name: 'orders' } },
    true,
    'accepted',
  ],
];

describe('measureProgress', () => {
  it.each(rows)('%s', (_title, object, isComplete, text) => {
    expect(measureProgress(object, liveOf([object]), 0)).toMatchObject({ isComplete, text });
  });

  it('counts what the newest ReplicaSet has, not what is left of the old one', () => {
    const object = deployment({ ...deployed, replicas: 4, updatedReplicas: 1, availableReplicas: 3 });
    const sets = [replicaSet(1, { availableReplicas: 3 }), replicaSet(2, { availableReplicas: 0 })];
    expect(measureProgress(object, liveOf([object, ...sets]), 0).text).toBe('0 of 3 ready');
  });

  it('counts the pods of the newest revision of a StatefulSet', () => {
    const object = workload('StatefulSet', { ...stateful, updatedReplicas: 1, currentRevision: 'a' }, { replicas: 3 });
    const owner = 'w-StatefulSet';
    const ready = condition('Ready', 'True');
    const pods = [
      pod({ name: 'orders-0', owner, labels: { 'controller-revision-hash': 'a' }, status: ready }),
      pod({ name: 'orders-2', owner, labels: { 'controller-revision-hash': 'b' }, status: ready }),
    ];
    expect(measureProgress(object, liveOf([object, ...pods]), 0).text).toBe('1 of 3 ready');
  });

  it.each([
    ['no node for a DaemonSet', workload('DaemonSet'), 'no node matches, so it has no pods'],
    ['a suspended Job', workload('Job', {}, { suspend: true }), 'it is suspended, and was not waited for'],
    [
      'pods that are replaced by hand',
      workload(
        'StatefulSet',
        { ...stateful, updatedReplicas: 0 },
        { replicas: 3, updateStrategy: { type: 'OnDelete' } },
      ),
      'its pods take the new revision only when they are deleted (OnDelete)',
    ],
  ])('is complete but warns of %s', (_title, object, warning) => {
    expect(measureProgress(object, liveOf([object]), 0)).toMatchObject({ isComplete: true, warning });
  });
});

describe('with an autoscaler', () => {
  const scaled = (kind: string, minReplicas?: number, name = 'orders'): KubeObject => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'orders', namespace: 'dev' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
      ...(minReplicas === undefined ? {} : { minReplicas }),
    },
  });
  const measure = (object: Workload, ...set: readonly KubeObject[]) =>
    measureProgress(object, liveOf([object]), toMadeBySet(set).leastReplicas(object));

  it.each([
    ['its minimum counts, before it has raised the number', 1, scaled('Deployment', 3), '1 of 3 ready', false],
    ['what it raised beyond that counts', 3, scaled('Deployment', 2), '3 of 3 ready', true],
    ['one without a minimum keeps one', 1, scaled('Deployment'), '1 of 1 ready', true],
    ['one of another object does not', 1, scaled('Deployment', 3, 'billing'), '1 of 1 ready', true],
    ['one of another kind does not', 1, scaled('StatefulSet', 3), '1 of 1 ready', true],
    ['what is scaled to nothing stays so', 0, scaled('Deployment', 3), '0 of 0 ready', true],
  ] as const)('%s', (...[, replicas, autoscaler, text, isComplete]) => {
    const numbers = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
    expect(measure(deployment({ ...deployed, ...numbers }, { replicas }), autoscaler)).toMatchObject({
      text,
      isComplete,
    });
  });
});
