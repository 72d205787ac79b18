import { expect, it } from 'vitest';
import { isLinkableVersion, releaseBuildArgs } from './build-flags.ts';

it('builds releases with one list of flags', () => {
  expect(releaseBuildArgs({ packagePath: './cmd/orders', output: '/out/orders' })).toEqual([
    'build',
    '-trimpath',
    '-buildvcs=false',
    '-ldflags',
    '-s -w -X main.version=dev',
    '-o',
    '/out/orders',
    './cmd/orders',
  ]);
});

it('puts the own linker flags after those of a release', () => {
  const args = releaseBuildArgs({
    packagePath: '.',
    output: 'o',
    version: '1.2',
    ldflags: '-X main.a=b',
    tags: ['x', 'y'],
  });
  expect(args).toContain('-s -w -X main.version=1.2 -X main.a=b');
  expect(args).toContain('x,y');
});

it.each([
  ['1.2.3', true],
  ['v1.2.3-rc.1+build', true],
  ['a b', false],
  [`1' -X main.x=y`, false],
  ['', false],
])('isLinkableVersion(%j) is %s', (version, expected) => {
  expect(isLinkableVersion(version)).toBe(expected);
});
