import { describe, expect, it } from 'vitest';
import type { DeployTarget } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';
import { settleNamespace } from './settle-namespace.ts';

const target = (namespace?: string): DeployTarget => ({
  ...{ environment: 'dev', release: 'orders', projectRoot: '/w/orders', createNamespace: false },
  ...(namespace === undefined ? {} : { namespace }),
});
const objects = (...namespaces: readonly (string | undefined)[]): readonly KubeObject[] =>
  namespaces.map((namespace, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c${index}`, ...(namespace === undefined ? {} : { namespace }) },
  }));
const ownNamespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

describe('the namespace of a release', () => {
  it.each([
    { name: 'is the one of the environment', given: 'a', named: [undefined, 'b'], context: 'c', expected: 'a' },
    {
      name: 'is else the only one of the manifests',
      given: undefined,
      named: ['b', undefined, 'b'],
      context: 'c',
      expected: 'b',
    },
    { name: 'is else the one of the context', given: undefined, named: [undefined], context: 'c', expected: 'c' },
    {
      name: 'is else default, as for kubectl',
      given: undefined,
      named: [undefined],
      context: undefined,
      expected: 'default',
    },
    { name: 'may have neighbours', given: 'a', named: ['a', 'monitoring'], context: undefined, expected: 'a' },
  ])('$name', ({ given, named, context, expected }) => {
    expect(settleNamespace(objects(...named), target(given), context)).toBe(expected);
  });

  it('is refused where the manifests leave a choice', () => {
    const settle = () => settleNamespace(objects('a', 'b'), target(), 'c');
    expect(settle).toThrow(expect.objectContaining({ code: 'ENVIRONMENT_INVALID' }));
    expect(settle).toThrow(/a, b/);
  });

  it('is refused where all manifests are for another one', () => {
    const settle = () => settleNamespace([ownNamespace('prod'), ...objects('prod')], target('dev'), undefined);
    expect(settle).toThrow(expect.objectContaining({ code: 'ENVIRONMENT_INVALID' }));
  });
});
