import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube-object.ts';
import type { Workload } from '../kube-status.ts';
import {
  backOff,
  deployed,
  deployment,
  ended,
  event,
  liveOf,
  pod,
  replicaSet,
  verdictOf,
  workload,
} from '../live-objects.spec.support.ts';
import { judgeObject, type Judgement } from './judge-object.ts';
import { toMadeBySet } from './made-by-set.ts';

describe('judgeObject', () => {
  const judge = (object: Workload, ...others: KubeObject[]): Judgement =>
    judgeObject(object, { live: liveOf([object, ...others]), made: toMadeBySet([]) });
  const exceeded = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', lastUpdateTime: 't2' };
  const refused = (message: string) => ({
    conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
  });

  it.each([
    ['ready', deployment(deployed), [], 'ready'],
    [
      'paused',
      deployment(deployed, { paused: true }),
      [],
      'failed ROLLOUT_FAILED: is paused, so the new revision is not rolled out',
    ],
    [
      'past its own deadline',
      deployment({ conditions: [exceeded] }),
      [],
      'failed ROLLOUT_TIMEOUT: made no progress within its progressDeadlineSeconds',
    ],
    [
      'past it, with a reason',
      deployment({ conditions: [exceeded] }),
      [
        replicaSet(2),
        pod({
          status: {
            conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no room' }],
          },
        }),
      ],
      'failed ROLLOUT_TIMEOUT: made no progress within its progressDeadlineSeconds: finds no node: no room',
    ],
    [
      'refused pods',
      deployment(),
      [replicaSet(2, refused('pods "orders-" is forbidden: violates PodSecurity "restricted:latest": privileged'))],
      'failed ROLLOUT_REFUSED: is refused pods: violates PodSecurity "restricted:latest": privileged',
    ],
    [
      'refused pods of an old revision',
      deployment(refused('pods "orders-" is forbidden: violates PodSecurity "x": y')),
      [replicaSet(1, refused('pods "orders-" is forbidden: violates PodSecurity "x": y')), replicaSet(2)],
      'progressing',
    ],
    [
      'refused, without right to see more',
      deployment(refused('pods "orders-" is forbidden: violates PodSecurity "x": y')),
      [],
      'failed ROLLOUT_REFUSED: is refused pods: violates PodSecurity "x": y',
    ],
    [
      'a failed Job',
      workload('Job', {
        conditions: [
          {
            type: 'FailureTarget',
            status: 'True',
            reason: 'BackoffLimitExceeded',
            message: 'Job has reached the specified backoff limit',
          },
        ],
      }),
      [pod({ owner: 'w-Job', container: { state: ended(3, 'Error') } })],
      'failed ROLLOUT_FAILED: failed: BackoffLimitExceeded: Job has reached the specified backoff limit (crashes: container app ends with exit code 3)',
    ],
    [
      'a Job that tries again',
      workload('Job'),
      [pod({ owner: 'w-Job', container: backOff(4, ended(3, 'Error')) })],
      'waiting ROLLOUT_CRASHED: crashes: container app ends with exit code 3',
    ],
    [
      'a Job whose pod did its work',
      workload('Job'),
      [pod({ owner: 'w-Job', container: { state: ended(0, 'Completed') } })],
      'progressing',
    ],
    [
      'a StatefulSet that gets no pods',
      workload('StatefulSet'),
      [
        event(
          'w-StatefulSet',
          'FailedCreate',
          'create Pod orders-0 in StatefulSet orders failed error: pods "orders-0" is forbidden: error looking up service account dev/gone: serviceaccount "gone" not found',
        ),
      ],
      'suspect ROLLOUT_REFUSED: is refused pods: error looking up service account dev/gone: serviceaccount "gone" not found',
    ],
    [
      'one that got them at last',
      workload('StatefulSet'),
      [
        event('w-StatefulSet', 'FailedCreate', 'create Pod orders-0 in StatefulSet orders failed error: x'),
        event('w-StatefulSet', 'SuccessfulCreate', 'create Pod orders-0'),
      ],
      'progressing',
    ],
  ] as const)('%s', (_title, object, others, verdict) => {
    expect(verdictOf(judge(object, ...others))).toBe(verdict);
  });

  it('gives what an event says for certain three seconds to be outdated', () => {
    const told = event(
      'w-DaemonSet',
      'FailedCreate',
      'Error creating: pods "orders-x" is forbidden: violates PodSecurity "restricted:latest": y',
    );
    expect(judge(workload('DaemonSet', { desiredNumberScheduled: 1 }), told)).toMatchObject({
      state: 'suspect',
      signal: { patience: 3 },
    });
  });

  it('forgives the deadline of the roll-out before', () => {
    const object = deployment({ conditions: [exceeded] });
    const live = liveOf([object], [deployment({ conditions: [exceeded] })]);
    expect(judgeObject(object, { live, made: toMadeBySet([]) }).state).toBe('progressing');
  });
});
