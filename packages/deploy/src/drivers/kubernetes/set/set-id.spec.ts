import { expect, it } from 'vitest';
import { setId } from './set-id.ts';
import { isOwnTooling, ownTooling } from './tooling.ts';

it('is the id that kubectl 1.34 gives a set with the Secret slipway.web as its parent', () => {
  expect(setId({ name: 'web', namespace: 'b-apply' })).toBe('applyset-4o0VplYvVm-gi2NWQTU8reyr4EQP-YQAdpHMjejD5VM-v1');
});

it('names this package and its version, and never kubectl, which would then prune the set', () => {
  expect(ownTooling()).toMatch(/^slipway\/\d+\.\d+\.\d+/);
  expect(['slipway/0.0.1', 'slipway', 'kubectl/v1.34.10', ''].map(isOwnTooling)).toEqual([true, false, false, false]);
});
