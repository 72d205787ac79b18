import { afterEach, describe, expect, it } from 'vitest';
import { previewObject } from './preview-object.ts';
import {
  autoscaler,
  boat,
  boatDefinition,
  changesOf,
  configMap,
  deployment,
  failureOf,
  namespace,
  service,
  startReleaseBed,
  type ReleaseBed,
} from './release-bed.spec.support.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

const web = { kind: 'Deployment', namespace: 'dev', name: 'web' } as const;

function replicasOf(object: unknown): unknown {
  return (object as { readonly spec?: { readonly replicas?: number } } | undefined)?.spec?.replicas;
}

it('tells what would become of each object and of what is left, and changes nothing', async () => {
  bed = await startReleaseBed();
  await bed.release([configMap('a'), configMap('b'), service('s'), deployment('web', 2)]);
  bed.cluster.clearRequests();
  const wanted = [configMap('a', { key: 'new' }), configMap('c'), service('s'), deployment('web', 2)];
  const preview = await bed.preview(wanted);
  expect(changesOf(preview)).toEqual([
    'ConfigMap a configured',
    'ConfigMap c created',
    'Service s unchanged',
    'Deployment web unchanged',
  ]);
  expect(preview.orphans).toMatchObject([{ name: 'b' }]);
  expect(preview.objects[0]).toMatchObject({ live: { data: { key: 'value' } }, answer: { data: { key: 'new' } } });
  expect(preview.objects[1]?.live).toBeUndefined();
  expect(bed.cluster.mutations).toEqual([]);
  // The record, each kind, each object; and the new one had to be looked for.
  expect(bed.cluster.requests).toHaveLength(1 + 3 + wanted.length + 1);
  bed.cluster.clearRequests();
  expect(changesOf(await bed.apply(wanted, { dryRun: true }))).toEqual(changesOf(preview));
  expect(bed.cluster.mutations).toEqual([]);
});

it('takes a change that the server makes nothing of for none', async () => {
  bed = await startReleaseBed();
  await bed.release([configMap('a')]);
  const { objects } = await bed.preview([{ ...configMap('a'), data: { key: 'value' } }]);
  expect(objects).toMatchObject([{ change: 'unchanged' }]);
});

it('holds what is refused as a problem; a dry run throws all of them', async () => {
  bed = await startReleaseBed();
  await bed.release([configMap('a')]);
  bed.cluster.edit(
    { kind: 'ConfigMap', namespace: 'dev', name: 'a' },
    (object) => ({ ...object, data: { key: 'x' } }),
    {
      manager: 'kubectl-edit',
    },
  );
  const wanted = [configMap('a'), { ...configMap('b'), dataa: {} }, configMap('c')];
  const { objects } = await bed.preview(wanted);
  expect(objects.map(({ change, problem }) => [change, problem?.code])).toEqual([
    ['configured', 'APPLY_CONFLICT'],
    ['created', 'APPLY_INVALID'],
    ['created', undefined],
  ]);
  const error = await failureOf(bed.apply(wanted, { dryRun: true }));
  expect(error).toMatchObject({
    summary: 'The cluster would not take 2 objects.',
    state: 'Nothing was changed: this was a dry run.',
  });
  expect(changesOf(await bed.apply([configMap('a')], { dryRun: true, forceConflicts: true }))).toEqual([
    'ConfigMap a configured',
  ]);
});

describe('what the apply itself would make first is no problem:', () => {
  it('a kind of the set', async () => {
    bed = await startReleaseBed();
    expect(changesOf(await bed.preview([boat('b'), boatDefinition]))).toEqual([
      'Boat b created',
      'CustomResourceDefinition boats.example.test created',
    ]);
  });

  it('a namespace of the set, or the one that is to be made', async () => {
    bed = await startReleaseBed();
    const set = { name: 'web', namespace: 'new' };
    for (const [objects, createNamespace] of [
      [[configMap('a'), namespace('new')], false],
      [[configMap('a')], true],
    ] as const) {
      const preview = await bed.preview(objects, { set, createNamespace });
      expect(preview.objects[0]).toMatchObject({ change: 'created', object: { kind: 'ConfigMap' } });
      expect(preview.objects[0]?.problem).toBeUndefined();
    }
    expect((await bed.preview([configMap('a')], { set })).objects[0]?.problem?.code).toBe('NAMESPACE_MISSING');
  });
});

it('a namespace that may not be written is left as it is', async () => {
  bed = await startReleaseBed();
  bed.cluster.forbid({ verb: 'patch', resource: 'namespaces' });
  expect((await bed.preview([namespace('dev')])).objects).toMatchObject([{ change: 'unchanged' }]);
  expect((await bed.preview([namespace('x')])).objects[0]?.problem?.code).toBe('CLUSTER_FORBIDDEN');
});

describe('replicas', () => {
  it('that would be handed over stay', async () => {
    bed = await startReleaseBed();
    await bed.release([deployment('web', 3)]);
    const { objects } = await bed.preview([deployment('web', 9), autoscaler('web')]);
    expect(objects[0]).toMatchObject({ change: 'unchanged' });
    expect(replicasOf(objects[0]?.answer)).toBe(3);
    expect(replicasOf((await bed.preview([deployment('web')])).objects[0]?.answer)).toBe(3);
  });

  it('of a new workload are those of its manifest', async () => {
    bed = await startReleaseBed();
    const { objects } = await bed.preview([deployment('web', 9), autoscaler('web')]);
    expect(replicasOf(objects[0]?.answer)).toBe(9);
  });

  it('that only the autoscaler owns are no difference, and ours again are no conflict', async () => {
    bed = await startReleaseBed();
    await bed.release([deployment('web', 3)]);
    await bed.release([deployment('web', 3), autoscaler('web')]);
    expect((await bed.preview([deployment('web', 3), autoscaler('web')])).objects).toMatchObject([
      { change: 'unchanged' },
      { change: 'unchanged' },
    ]);
    expect((await bed.preview([deployment('web', 4)])).objects).toMatchObject([{ change: 'configured' }]);
    expect(replicasOf(bed.cluster.get(web))).toBe(3);
  });
});

it('what kubectl applied is a problem without --adopt, and none with it', async () => {
  bed = await startReleaseBed();
  bed.cluster.create(configMap('a', { key: 'old' }, { namespace: 'dev' }), 'kubectl-client-side-apply');
  expect((await bed.preview([configMap('a')])).objects[0]?.problem?.code).toBe('APPLY_CONFLICT');
  const { objects } = await bed.preview([configMap('a')], { adopt: true });
  expect(objects).toMatchObject([{ change: 'configured', answer: { data: { key: 'value' } } }]);
});

it('what is being deleted would be made anew', async () => {
  bed = await startReleaseBed();
  const metadata = { namespace: 'dev', finalizers: ['example.test/held'] };
  bed.cluster.create(configMap('a', { key: 'value' }, metadata));
  bed.cluster.delete({ kind: 'ConfigMap', namespace: 'dev', name: 'a' });
  expect((await bed.preview([configMap('a')])).objects).toMatchObject([{ change: 'created' }]);
});

it('what belongs to another release is a problem, and not taken', async () => {
  bed = await startReleaseBed();
  await bed.release([configMap('a')]);
  const { objects } = await bed.preview([configMap('a')], { set: { name: 'other', namespace: 'dev' } });
  expect(objects[0]?.problem).toMatchObject({
    code: 'RELEASE_FOREIGN',
    summary: 'ConfigMap a belongs to release web.',
  });
});

it('what was listed in another version is read in the one that is sent', async () => {
  bed = await startReleaseBed();
  await bed.release([configMap('a')]);
  const object = { ...configMap('a'), metadata: { name: 'a', namespace: 'dev' } };
  const resource = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
  const listed = { metadata: object.metadata, object: { ...object, apiVersion: 'v0', data: { key: 'of v0' } } };
  const { live } = await previewObject(
    { object, resource, isNewKind: false },
    {
      ...{ client: bed.client, namespace: 'dev', forceConflicts: false, adopt: false },
      ...{ members: new Map([['ConfigMap/dev/a', listed]]), scaled: new Set(), newNamespaces: new Set() },
    },
  );
  expect(live?.['data']).toEqual({ key: 'value' });
});
