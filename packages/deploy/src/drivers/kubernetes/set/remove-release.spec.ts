import { afterEach, expect, it } from 'vitest';
import {
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

const record = { kind: 'Secret', ...recordPlace } as const;

it('takes everything away, last applied first, and the record last', async () => {
  bed = await startReleaseBed({ pace: 1 });
  await bed.release([configMap('a'), service('s'), deployment('d', 0), configMap('b', {}, { namespace: 'other' })]);
  bed.cluster.clearRequests();
  const told: string[] = [];
  const changes = await bed.remove({
    onMembersGone: () => {
      told.push(...bed.cluster.list('ConfigMap').map(({ metadata }) => metadata.name), 'gone');
      return Promise.resolve();
    },
  });
  expect(changes).toHaveLength(4);
  expect(new Set(changes.map(({ change }) => change))).toEqual(new Set(['deleted']));
  const deleted = linesOf(bed.cluster).filter((line) => line.startsWith('DELETE'));
  expect(deleted.slice(0, 2)).toEqual(['DELETE deployments/d', 'DELETE services/s']);
  expect(deleted.at(-1)).toBe('DELETE secrets/slipway.web');
  expect(told).toEqual(['gone']);
  expect(bed.cluster.get(record)).toBeUndefined();
  const policies = bed.cluster.mutations.map(({ body }) => /"propagationPolicy":"(\w+)"/.exec(body)?.[1]);
  expect(policies.filter((policy) => policy !== undefined)).toEqual([
    'Foreground',
    'Background',
    'Background',
    'Background',
  ]);
});

it('says that there is no release', async () => {
  bed = await startReleaseBed();
  expect(await failureOf(bed.remove())).toMatchObject({ code: 'RELEASE_MISSING', state: 'Nothing was deleted.' });
  expect(bed.cluster.mutations).toEqual([]);
});

it('keeps what holds data, and the record that finds it again', async () => {
  bed = await startReleaseBed({ clock: createPatientClock(() => bed.cluster.step()) });
  await bed.release([configMap('a'), claim('c'), namespace('extra')]);
  expect(await bed.remove()).toEqual(
    expect.arrayContaining([
      { kind: 'ConfigMap', name: 'a', namespace: 'dev', change: 'deleted' },
      { kind: 'PersistentVolumeClaim', name: 'c', namespace: 'dev', change: 'kept' },
      { kind: 'Namespace', name: 'extra', change: 'kept' },
    ]),
  );
  expect(bed.cluster.get(record)?.metadata.annotations).toMatchObject({
    'applyset.kubernetes.io/contains-group-kinds': 'Namespace,PersistentVolumeClaim',
  });
  expect((await bed.remove()).map(({ change }) => change)).toEqual(['kept', 'kept']);
  expect((await bed.remove({ pruneData: true })).map(({ change }) => change)).toEqual(['deleted', 'deleted']);
  expect(bed.cluster.list('PersistentVolumeClaim')).toEqual([]);
  expect(bed.cluster.get(record)).toBeUndefined();
});

it('takes its own namespace away with the record in it', async () => {
  bed = await startReleaseBed({ pace: 1 });
  await bed.release([configMap('a'), namespace('dev')]);
  expect((await bed.remove({ pruneData: true })).map(({ change }) => change)).toEqual(['deleted', 'deleted']);
  expect(bed.cluster.get({ kind: 'Namespace', name: 'dev' })).toBeUndefined();
});

it('says in a dry run what it would do, and does nothing', async () => {
  bed = await startReleaseBed();
  await bed.release([configMap('a'), claim('c')]);
  bed.cluster.clearRequests();
  expect((await bed.remove({ dryRun: true })).map(({ name, change }) => `${name} ${change}`).sort()).toEqual([
    'a deleted',
    'c kept',
  ]);
  expect(bed.cluster.mutations).toEqual([]);
});

it('keeps the record where something could not be deleted, or the history could not', async () => {
  bed = await startReleaseBed();
  await bed.release([configMap('a')]);
  bed.cluster.forbid({ verb: 'delete', resource: 'configmaps' });
  expect(await failureOf(bed.remove())).toMatchObject({ code: 'CLUSTER_FORBIDDEN' });
  bed.cluster.permit();
  await expect(bed.remove({ onMembersGone: () => Promise.reject(new Error('history')) })).rejects.toThrow('history');
  expect(bed.cluster.get(record)).toBeDefined();
  expect(await bed.remove()).toEqual([]);
  expect(bed.cluster.get(record)).toBeUndefined();
});
