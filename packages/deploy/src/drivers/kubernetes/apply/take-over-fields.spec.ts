import { afterEach, expect, it } from 'vitest';
import { faultAnswers } from '../../../testing/index.ts';
import {
  autoscaler,
  changesOf,
  configMap,
  deployment,
  failureOf,
  startReleaseBed,
  type ReleaseBed,
} from './release-bed.spec.support.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

const name = { kind: 'ConfigMap', namespace: 'dev', name: 'a' } as const;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** What `kubectl apply` leaves. */
function applyWithKubectl(data: object): void {
  const metadata = { namespace: 'dev', annotations: { [lastApplied]: '{}' } };
  bed.cluster.create(configMap('a', data, metadata), 'kubectl-client-side-apply');
}

function managers(): readonly unknown[] {
  return (bed.cluster.get(name)?.metadata.managedFields ?? []).map(
    ({ manager, operation }) => `${manager} ${operation}`,
  );
}

it('what kubectl applied is a conflict whose hint is --adopt', async () => {
  bed = await startReleaseBed();
  applyWithKubectl({ key: 'old' });
  const error = await failureOf(bed.apply([configMap('a', { key: 'new' })]));
  expect(error).toMatchObject({ code: 'APPLY_CONFLICT', details: ['.data.key belongs to kubectl-client-side-apply'] });
  expect(error.hint).toContain('--adopt');
});

it('is taken over with all that goes, which force would leave', async () => {
  bed = await startReleaseBed();
  applyWithKubectl({ key: 'old', dropped: 'x' });
  expect(changesOf(await bed.apply([configMap('a', { key: 'new' })], { adopt: true }))).toEqual([
    'ConfigMap a configured',
  ]);
  const live = bed.cluster.get(name);
  expect(live?.['data']).toEqual({ key: 'new' });
  expect(live?.metadata.annotations?.[lastApplied]).toBeUndefined();
  expect(managers()).toEqual(['slipway Apply']);
  expect(changesOf(await bed.apply([configMap('a', { key: 'new' })], { adopt: true }))).toEqual([
    'ConfigMap a unchanged',
  ]);
});

it('is taken over where we own a part of it already', async () => {
  bed = await startReleaseBed();
  applyWithKubectl({ key: 'same', dropped: 'x' });
  await bed.apply([configMap('a', { key: 'same' })]);
  expect(managers()).toEqual(expect.arrayContaining(['slipway Apply', 'kubectl-client-side-apply Update']));
  await bed.apply([configMap('a', { key: 'same' })], { adopt: true });
  expect(bed.cluster.get(name)?.['data']).toEqual({ key: 'same' });
  expect(managers()).toEqual(['slipway Apply']);
});

it('leaves what others than kubectl own', async () => {
  bed = await startReleaseBed();
  applyWithKubectl({ key: 'old' });
  bed.cluster.edit(name, (object) => ({ ...object, data: { ...(object['data'] as object), theirs: 'x' } }), {
    manager: 'operator',
  });
  await bed.apply([configMap('a', { key: 'new' })], { adopt: true });
  expect(bed.cluster.get(name)?.['data']).toEqual({ key: 'new', theirs: 'x' });
});

it('keeps the replicas that run, where an autoscaler takes them', async () => {
  bed = await startReleaseBed();
  bed.cluster.create(
    { ...deployment('web', 6), metadata: { name: 'web', namespace: 'dev' } },
    'kubectl-client-side-apply',
  );
  await bed.apply([deployment('web', 2), autoscaler('web')], { adopt: true });
  const live = bed.cluster.get({ kind: 'Deployment', namespace: 'dev', name: 'web' });
  expect(live?.['spec']).toMatchObject({ replicas: 6 });
});

it('reads again when the object changes in the same moment, five times', async () => {
  bed = await startReleaseBed();
  applyWithKubectl({ key: 'old' });
  bed.cluster.fault({ method: 'PATCH', path: /configmaps/, answer: faultAnswers.modified, times: 4 });
  await bed.apply([configMap('a', { key: 'new' })], { adopt: true });
  expect(managers()).toEqual(['slipway Apply']);
});

it('gives up after that', async () => {
  bed = await startReleaseBed();
  applyWithKubectl({ key: 'old' });
  bed.cluster.fault({ method: 'PATCH', path: /configmaps/, answer: faultAnswers.modified, times: 5 });
  const error = await failureOf(bed.apply([configMap('a', { key: 'new' })], { adopt: true }));
  expect(error).toMatchObject({
    code: 'APPLY_CONFLICT',
    summary: 'ConfigMap a changes faster than it can be taken over.',
  });
});

it.each(['get', 'patch'])('says that %s is not allowed', async (verb) => {
  bed = await startReleaseBed();
  applyWithKubectl({ key: 'old' });
  bed.cluster.forbid({ verb, resource: 'configmaps' });
  expect(await failureOf(bed.apply([configMap('a')], { adopt: true }))).toMatchObject({ code: 'CLUSTER_FORBIDDEN' });
});
