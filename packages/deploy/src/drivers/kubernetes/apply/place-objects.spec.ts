import { afterEach, expect, it } from 'vitest';
import { createResourceFinder } from '../api/create-resource-finder.ts';
import type { KubeObject } from '../kube-object.ts';
import { placeObjects, type PlacedObject } from './place-objects.ts';
import {
  boat,
  boatDefinition,
  configMap,
  failureOf,
  namespace,
  releaseName,
  startReleaseBed,
  type ReleaseBed,
} from './release-bed.spec.support.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

async function place(...objects: readonly KubeObject[]): Promise<readonly PlacedObject[]> {
  bed = await startReleaseBed();
  return placeObjects({ objects, finder: createResourceFinder(bed.client), set: releaseName });
}

it('fills in the namespace of the set, where an object has one and names none', async () => {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'r', namespace: 'x' },
  };
  const placed = await place(
    configMap('a'),
    configMap('b', {}, { namespace: 'other' }),
    configMap('c', {}, { namespace: '' }),
    role,
  );
  expect(placed.map(({ object }) => object.metadata.namespace)).toEqual(['dev', 'other', 'dev', undefined]);
  expect(bed.cluster.requests).toEqual([]);
});

it('knows the kinds that the set makes', async () => {
  const placed = await place(boat('b'), boatDefinition, configMap('a'));
  expect(placed.map(({ resource, isNewKind }) => [resource.plural, isNewKind])).toEqual([
    ['boats', true],
    ['customresourcedefinitions', false],
    ['configmaps', false],
  ]);
});

it('leaves a CRD without a spec to the server', async () => {
  expect(await place({ ...boatDefinition, spec: undefined })).toMatchObject([{ isNewKind: false }]);
});

it('refuses a kind that nobody knows, and what is there twice or in the place of the record', async () => {
  expect(await failureOf(place(boat('b')))).toMatchObject({ code: 'APPLY_KIND_UNKNOWN' });
  await bed.close();
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'slipway.web' } };
  const problems = [
    configMap('a'),
    configMap('a', {}, { namespace: 'dev' }),
    configMap('a', {}, { namespace: 'other' }),
    secret,
  ];
  const error = await failureOf(place(...problems, namespace('x'), namespace('x')));
  expect(error).toMatchObject({ code: 'MANIFEST_INVALID', state: 'Nothing was applied.' });
  expect(error.details).toEqual([
    'ConfigMap a in namespace dev occurs twice',
    'Secret slipway.web in namespace dev has the name of the Secret that records the release; rename one of them',
    'Namespace x occurs twice',
  ]);
});

it('holds two versions of one kind for the same', async () => {
  const scaler = { kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' } };
  const error = await failureOf(
    place({ ...scaler, apiVersion: 'autoscaling/v1' }, { ...scaler, apiVersion: 'autoscaling/v2' }),
  );
  expect(error.summary).toContain('HorizontalPodAutoscaler h in namespace dev occurs twice');
});
