import { expect, it } from 'vitest';
import { parsePlatform } from '../image/platform.ts';
import { assertCanBuild } from './check-abilities.ts';

const abilities = {
  engine: 'buildx 0.29',
  platforms: ['linux/amd64', 'linux/arm64'],
  multiPlatform: false,
  source: 'dockerfile',
  deterministic: true,
} as const;
const request = (...platforms: string[]) => ({ platforms: platforms.map(parsePlatform) });

it('lets through what the driver can do', () => {
  expect(() => assertCanBuild({ name: 'x' }, abilities, request('linux/arm64'))).not.toThrow();
  expect(() =>
    assertCanBuild(
      { name: 'x' },
      { ...abilities, platforms: 'any', multiPlatform: true },
      request('linux/arm', 'linux/s390x'),
    ),
  ).not.toThrow();
});

it('refuses with every reason in one sentence', () => {
  expect(() => assertCanBuild({ name: 'x' }, abilities, request('linux/amd64', 'linux/s390x'))).toThrow(
    'The build driver "x" cannot make this image here (buildx 0.29): it does not build linux/s390x, and it builds one platform at a time, not 2. [DRIVER_CANNOT]',
  );
});
