import { expect, it } from 'vitest';
import { isInside } from './is-inside.ts';

it.each([
  ['/shop', '/shop', true],
  ['/shop', '/shop/services/orders', true],
  ['/shop', '/shop/..data', true],
  ['/shop', '/shop/services/../go.mod', true],
  ['/shop', '/', false],
  ['/shop', '/shop/..', false],
  ['/shop', '/shopping', false],
  ['/shop', '/shop/../other', false],
  ['/', '/shop', true],
])('%s holds %s: %s', (folder, path, expected) => {
  expect(isInside(folder, path)).toBe(expected);
});
