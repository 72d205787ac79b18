import { afterEach, expect, it } from 'vitest';
import {
  boat,
  boatDefinition,
  claim,
  configMap,
  createPatientClock,
  deployment,
  failureOf,
  linesOf,
  namespace,
  recordPlace,
  service,
  startReleaseBed,
  type ReleaseBed,
} from '../apply/release-bed.spec.support.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

function groupKinds(): string | undefined {
  const record = bed.cluster.get({ kind: 'Secret', ...recordPlace });
  return record?.metadata.annotations?.['applyset.kubernetes.io/contains-group-kinds'];
}

const held = { kind: 'ConfigMap', namespace: 'dev', name: 'a' } as const;
function hold(finalizers: readonly string[]): void {
  bed.cluster.edit(held, (object) => ({ ...object, metadata: { ...object.metadata, finalizers } }), { manager: 'x' });
}

it('deletes in the reverse order of applying, by uid, and then narrows the record', async () => {
  bed = await startReleaseBed();
  await bed.apply([configMap('a'), service('s'), deployment('d'), configMap('z')]);
  const uid = bed.cluster.get(held)?.metadata.uid;
  const release = await bed.apply([configMap('z')]);
  bed.cluster.clearRequests();
  expect(await bed.prune(release)).toEqual(
    expect.arrayContaining([{ kind: 'ConfigMap', name: 'a', namespace: 'dev', change: 'deleted' }]),
  );
  expect(linesOf(bed.cluster)).toEqual([
    'GET secrets/slipway.web',
    'DELETE deployments/d',
    'DELETE services/s',
    'DELETE configmaps/a',
    'PATCH secrets/slipway.web',
  ]);
  const bodies = bed.cluster.mutations.map(({ body }) => JSON.parse(body) as object);
  expect(bodies[2]).toEqual({ preconditions: { uid }, propagationPolicy: 'Background' });
  expect(groupKinds()).toBe('ConfigMap');
});

it('sends nothing where there is nothing to do', async () => {
  bed = await startReleaseBed();
  const release = await bed.apply([configMap('a')]);
  bed.cluster.clearRequests();
  expect(await bed.prune(release)).toEqual([]);
  expect(bed.cluster.requests).toEqual([]);
});

it('spares what holds data, which stays a member, until told otherwise', async () => {
  bed = await startReleaseBed({ clock: createPatientClock(() => bed.cluster.step()) });
  await bed.release([configMap('a'), claim('c'), namespace('extra'), boatDefinition]);
  const spared = await bed.prune(await bed.apply([configMap('a')]));
  expect(spared.map(({ kind, change }) => `${kind} ${change}`).sort()).toEqual([
    'CustomResourceDefinition kept',
    'Namespace kept',
    'PersistentVolumeClaim kept',
  ]);
  expect(groupKinds()).toBe('ConfigMap,CustomResourceDefinition.apiextensions.k8s.io,Namespace,PersistentVolumeClaim');
  const deleted = await bed.prune(await bed.apply([configMap('a')], { pruneData: true }));
  expect(deleted.map(({ kind, change }) => `${kind} ${change}`)).toEqual([
    'PersistentVolumeClaim deleted',
    'CustomResourceDefinition deleted',
    'Namespace deleted',
  ]);
  expect(groupKinds()).toBe('ConfigMap');
});

it('never deletes what the new set stands on: its namespaces, and the CRDs of its kinds', async () => {
  bed = await startReleaseBed({ clock: createPatientClock(() => bed.cluster.step()) });
  await bed.release([namespace('dev'), boatDefinition, boat('b')]);
  const pruned = await bed.prune(await bed.apply([boat('b')], { pruneData: true }));
  expect(pruned.map(({ kind, change }) => `${kind} ${change}`).sort()).toEqual([
    'CustomResourceDefinition kept',
    'Namespace kept',
  ]);
});

it('waits for finalizers', async () => {
  bed = await startReleaseBed({ clock: createPatientClock((count) => count === 3 && hold([])) });
  await bed.apply([configMap('a'), configMap('z')]);
  hold(['example.test/held']);
  expect(await bed.prune(await bed.apply([configMap('z')]))).toMatchObject([{ name: 'a', change: 'deleted' }]);
});

it('names them at the deadline; the record keeps the kind, and the next run goes on', async () => {
  bed = await startReleaseBed();
  await bed.apply([configMap('a'), service('s'), service('t')]);
  hold(['example.test/held']);
  const release = await bed.apply([service('t')]);
  expect(await failureOf(bed.prune(release, 5))).toMatchObject({
    code: 'ROLLOUT_TIMEOUT',
    details: ['ConfigMap a: held by example.test/held'],
    state: 'Deleted 1 of 2 objects. The same command deletes the rest.',
  });
  expect(groupKinds()).toBe('ConfigMap,Service');
  hold([]);
  await bed.release([service('t')]);
  expect(groupKinds()).toBe('Service');
});

it('leaves what was made anew since, and takes what is gone for deleted', async () => {
  bed = await startReleaseBed();
  await bed.apply([configMap('a'), configMap('b'), service('s')]);
  const release = await bed.apply([service('s')]);
  bed.cluster.delete(held);
  bed.cluster.create(configMap('a', {}, { namespace: 'dev' }));
  bed.cluster.delete({ ...held, name: 'b' });
  expect(await bed.prune(release)).toEqual([
    { kind: 'ConfigMap', name: 'b', namespace: 'dev', change: 'deleted' },
    { kind: 'ConfigMap', name: 'a', namespace: 'dev', change: 'kept' },
  ]);
  expect(bed.cluster.get(held)).toBeDefined();
});

it('tries all of a step, and says everything that was refused', async () => {
  bed = await startReleaseBed();
  await bed.apply([configMap('a'), configMap('b'), service('s'), deployment('d')]);
  const release = await bed.apply([deployment('d')]);
  bed.cluster.forbid({ verb: 'delete', resource: 'configmaps' });
  const error = await failureOf(bed.prune(release));
  expect(error).toMatchObject({
    code: 'CLUSTER_FORBIDDEN',
    state: 'Deleted 1 of 3 objects. The same command deletes the rest.',
  });
  expect(bed.cluster.list('Service')).toEqual([]);
});

it('tells after a dry run what it would do, and does nothing', async () => {
  bed = await startReleaseBed();
  await bed.release([configMap('a'), configMap('b'), claim('c')]);
  const release = await bed.apply([configMap('a')], { dryRun: true });
  bed.cluster.clearRequests();
  expect(await bed.prune(release)).toEqual([
    { kind: 'ConfigMap', name: 'b', namespace: 'dev', change: 'deleted' },
    { kind: 'PersistentVolumeClaim', name: 'c', namespace: 'dev', change: 'kept' },
  ]);
  expect(bed.cluster.requests).toEqual([]);
});
