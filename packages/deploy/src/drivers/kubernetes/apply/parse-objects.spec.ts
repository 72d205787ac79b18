import type { Document } from '@slipway/kit';
import { isSlipwayError } from '@slipway/kit';
import { expect, it } from 'vitest';
import { parseObjects } from './parse-objects.ts';

const map: Document = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };

function problemsOf(documents: readonly unknown[]): readonly string[] {
  try {
    parseObjects(documents as readonly Document[]);
    return [];
  } catch (error) {
    if (!isSlipwayError(error)) throw error;
    expect(error).toMatchObject({ code: 'MANIFEST_INVALID', state: 'Nothing was applied.' });
    return error.details.length > 0 ? error.details : [error.summary];
  }
}

it('takes lists apart, also lists in lists, and an object that only looks like one', () => {
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [map, { apiVersion: 'v1', kind: 'ConfigMapList', items: [map] }],
  };
  const allowList = { apiVersion: 'x.test/v1', kind: 'AllowList', metadata: { name: 'l' } };
  expect(parseObjects([list, allowList]).map(({ kind }) => kind)).toEqual(['ConfigMap', 'ConfigMap', 'AllowList']);
});

it('removes what only the server writes, and nothing else', () => {
  const metadata = {
    ...{ name: 'a', namespace: 'dev', labels: { x: 'y' }, finalizers: ['z'] },
    ...{ managedFields: [], resourceVersion: '1', uid: 'u', generation: 2, creationTimestamp: null, selfLink: '/x' },
    annotations: null,
  };
  expect(parseObjects([{ ...map, metadata, status: { phase: 'x' }, immutable: true }])).toEqual([
    { ...map, metadata: { name: 'a', namespace: 'dev', labels: { x: 'y' }, finalizers: ['z'] }, immutable: true },
  ]);
});

it('writes stringData as data, which wins as it does on the server', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
  const toData = (fields: object) => parseObjects([{ ...secret, ...fields }])[0];
  expect(toData({ stringData: { a: 'é', b: '' }, data: { a: 'b2xk', c: 'eA==' } })).toEqual({
    ...secret,
    data: { a: 'w6k=', b: '', c: 'eA==' },
  });
  expect(toData({ stringData: null })).toEqual({ ...secret, data: {} });
  expect(toData({ stringData: { a: 'x' }, data: null })).toEqual({ ...secret, data: { a: 'eA==' } });
  const other = { apiVersion: 'x.test/v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'x' } };
  expect(parseObjects([other])).toEqual([other]);
});

it('names every problem of every document', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { port: 80, ok: 'x' } };
  expect(
    problemsOf([
      'text',
      { kind: 'ConfigMap', metadata: {} },
      { apiVersion: 'v1', kind: 'List', items: [map, null] },
      { apiVersion: 'v1', metadata: { name: 'a' } },
      { ...map, metadata: { generateName: 'a-' } },
      { ...map, metadata: { name: 'a', namespace: 7, labels: { on: true }, annotations: ['x'] } },
      { ...map, metadata: undefined },
      secret,
      { ...secret, stringData: 'x' },
    ]),
  ).toEqual([
    'document 1 is no Kubernetes object',
    'document 2 has no apiVersion',
    'document 2 has no metadata.name',
    'document 3, item 2 is no Kubernetes object',
    'document 4 has no kind',
    'document 5 has a generateName; a release needs a name that stays',
    'ConfigMap a has a metadata.namespace that is no text',
    'ConfigMap a has metadata.labels that are not all text; put numbers and booleans in quotes',
    'ConfigMap a has metadata.annotations that are not all text; put numbers and booleans in quotes',
    'document 7 has no metadata.name',
    'Secret s has a stringData.port that is no text; put it in quotes',
    'Secret s has a stringData that is no map',
  ]);
});

it('says no value of a Secret, where the API server would print one that is no text', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
  expect(problemsOf([{ ...secret, data: { pin: 20241, deep: { key: 'hunter2' }, none: null, ok: 'eA==' } }])).toEqual([
    'Secret s has a data.pin that is no text; put it in quotes',
    'Secret s has a data.deep that is no text; put it in quotes',
  ]);
  expect(problemsOf([{ ...secret, data: ['hunter2'] }])).toEqual([
    'The release cannot be applied: Secret s has a data that is no map.',
  ]);
});

it('refuses a release without objects, which would delete everything', () => {
  expect(problemsOf([])).toEqual([expect.stringContaining('there is no object in it')]);
  expect(problemsOf([{ apiVersion: 'v1', kind: 'List', items: [] }])).toEqual([
    expect.stringContaining('there is no object'),
  ]);
});
