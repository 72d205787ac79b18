import { expect, it } from 'vitest';
import { compareModuleVersions } from './compare-module-versions.ts';

it('sorts versions of modules as Go does', () => {
  const sorted = [
    'latest',
    'v0.0.0-20191109021931-daa7c04131f5',
    'v0.0.0-20260101000000-0123456789ab',
    'v0.0.0',
    'v0.9.0',
    'v0.10.0',
    'v1.0.0-1',
    'v1.0.0-2',
    'v1.0.0-10',
    'v1.0.0-alpha',
    'v1.0.0-alpha.1',
    'v1.0.0-alpha.beta',
    'v1.0.0-rc.2',
    'v1.0.0-rc.10',
    'v1.0.0',
    'v1.0.1-0.20260101000000-0123456789ab',
    'v1.0.1',
    'v2.0.0+incompatible',
    'v99999999999999999998.0.0',
    'v99999999999999999999.0.0',
  ];
  expect([...sorted].reverse().sort(compareModuleVersions)).toEqual(sorted);
});

it.each([
  ['v1.2.3', 'v1.2.3'],
  ['v2.0.0', 'v2.0.0+incompatible'],
])('%s and %s are equally new', (a, b) => {
  expect(compareModuleVersions(a, b)).toBe(0);
});
