import { describe, expect, it } from 'vitest';
import type { KubeAnswer, KubeClient } from '../api/kube-client.ts';
import { createResourceFinder } from '../api/create-resource-finder.ts';
import type { KubeObject } from '../kube-object.ts';
import { deployed, deployment, pod, replicaSet, workload } from './live-objects.spec.support.ts';
import { readStatus } from './read-status.ts';
import { createScriptedCluster } from './replay.spec.support.ts';

const refusal = (status: number, message: string): KubeAnswer => ({
  ok: false,
  status,
  reason: status === 403 ? 'Forbidden' : 'NotFound',
  message,
  causes: [],
  details: {},
  warnings: [],
});

/** A cluster that holds the objects. What it holds of a kind is listed as a real one does, without kinds. */
function clusterWith(objects: readonly KubeObject[], { forbidden = [] as readonly string[] } = {}): KubeClient {
  return {
    ...createScriptedCluster().client,
    send({ path }) {
      const parts = path.split('/');
      const [last = '', plural = ''] = [parts.at(-1), parts.at(-2)];
      if (forbidden.includes(last) || forbidden.includes(plural))
        return Promise.resolve(
          refusal(403, `User "ci" cannot get resource "${plural}" in API group "apps" in the namespace "dev"`),
        );
      const isList = ['pods', 'events', 'replicasets'].includes(last);
      const items = objects
        .filter(({ kind }) => `${kind.toLowerCase()}s` === last)
        .map((item) => ({ ...item, kind: undefined }));
      const list = { apiVersion: 'v1', kind: 'List', metadata: { name: '' }, items };
      const found = isList
        ? list
        : objects.find(({ kind, metadata }) => `${kind.toLowerCase()}s` === plural && metadata.name === last);
      return Promise.resolve(
        found === undefined ? refusal(404, 'not found') : { ok: true, status: 200, object: found, warnings: [] },
      );
    },
  };
}

const crashing = {
  restartCount: 4,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 2 } },
};

const read = (client: KubeClient, objects: readonly KubeObject[]) =>
  readStatus({ client, finder: createResourceFinder(client), objects });

describe('readStatus', () => {
  it.each([
    ['ready', [deployment(deployed)], 'ready', ''],
    ['coming', [deployment({ ...deployed, availableReplicas: 1 })], 'progressing', '1 of 3 ready'],
    ['missing', [], 'missing', 'is not there'],
    [
      'crashing',
      [deployment(), replicaSet(2), pod({ container: crashing })],
      'failed',
      'crashes: container app ends with exit code 2',
    ],
    [
      'ready, and restarted often in its life',
      [
        deployment(deployed),
        replicaSet(2),
        pod({
          container: {
            restartCount: 4,
            ready: true,
            state: { running: {} },
            lastState: { terminated: { exitCode: 2 } },
          },
          status: { conditions: [{ type: 'Ready', status: 'True' }] },
        }),
      ],
      'ready',
      '',
    ],
    [
      'in doubt',
      [
        deployment(),
        replicaSet(2),
        pod({ container: { state: { waiting: { reason: 'ErrImagePull', message: 'dial tcp: i/o timeout' } } } }),
      ],
      'progressing',
      '0 of 3 ready: cannot get image registry.example/orders@sha256:1: dial tcp: i/o timeout',
    ],
  ] as const)('says of a Deployment that it is %s', async (_title, objects, state, message) => {
    const status = await read(clusterWith(objects), [deployment()]);
    expect(status).toEqual([{ kind: 'Deployment', name: 'orders', namespace: 'dev', state, message }]);
  });

  it('keeps the order, and says nothing of a namespace where there is none', async () => {
    const role: KubeObject = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'reader' },
    };
    const objects = [role, workload('Job', { conditions: [{ type: 'Complete', status: 'True' }] })];
    expect(await read(clusterWith(objects), objects)).toEqual([
      { kind: 'ClusterRole', name: 'reader', state: 'ready', message: '' },
      { kind: 'Job', name: 'orders', namespace: 'dev', state: 'ready', message: '' },
    ]);
  });

  it('does without pods where they may not be read, but not without the object', async () => {
    const blind = clusterWith([deployment(deployed)], { forbidden: ['pods', 'events', 'replicasets'] });
    expect(await read(blind, [deployment()])).toMatchObject([{ state: 'ready' }]);
    const refused = clusterWith([deployment(deployed)], { forbidden: ['deployments'] });
    await expect(read(refused, [deployment()])).rejects.toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
    });
  });
});
