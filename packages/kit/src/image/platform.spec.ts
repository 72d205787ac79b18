import { expect, it } from 'vitest';
import { formatPlatform, hostPlatform, parsePlatform } from './platform.ts';

it.each([
  ['linux/amd64', 'linux/amd64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm', 'linux/arm/v7'],
  ['linux/arm/v6', 'linux/arm/v6'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
])('reads %s as %s', (text, normal) => {
  expect(formatPlatform(parsePlatform(text))).toBe(normal);
});

it.each(['', 'linux', 'linux/', '/amd64', 'linux amd64', 'linux/amd64/v1/x', '-rf/x', 'Linux/amd64'])(
  'refuses %j',
  (text) => {
    expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: 'PLATFORM_INVALID' }));
  },
);

it('the host runs Linux containers', () => {
  expect(hostPlatform().os).toBe('linux');
  expect(parsePlatform(formatPlatform(hostPlatform()))).toEqual(hostPlatform());
});
