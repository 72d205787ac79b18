import fc from 'fast-check';
import { minimatch } from 'minimatch';
import { expect, it } from 'vitest';
import { createGlob } from './create-glob.ts';

const name = fc.constantFrom('a', 'b', 'ab', '.a', 'a.b', '.', '..', 'a-b', '@a', '');
const wild = fc.constantFrom(
  '*',
  '**',
  '*b',
  'a*',
  '.*',
  '*.b',
  '*a*',
  '***',
  'a**',
  '?',
  '{a,b}',
  '!a',
  '[ab]',
  '+(a)',
);
const pattern = fc.array(fc.oneof(name, wild), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

it('agrees with minimatch on every pattern and path', () => {
  fc.assert(
    fc.property(pattern, path, fc.boolean(), (glob, file, dot) => {
      expect(createGlob(glob, { dot })(file)).toBe(minimatch(file, glob, { dot }));
    }),
    { numRuns: 20_000 },
  );
});

it.each([
  ['templates/*/package.json', 'templates/acme/package.json', true],
  ['templates/*/package.json', 'templates/a/b/package.json', false],
  ['internal/httpapi/**', 'internal/httpapi/a/b.go', true],
  ['internal/httpapi/**', 'internal/httpapi.go', false],
  ['**/package.json', 'package.json', true],
  ['{a,b}/*.go', 'b/x.go', true],
])('%s on %s: %s', (glob, file, expected) => {
  expect(createGlob(glob)(file)).toBe(expected);
});
