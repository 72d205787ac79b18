import { expect, it } from 'vitest';
import { credentialsKey, defaultScheme, isPrivate, registryHost } from './registry-address.ts';

it.each([
  ['localhost:5000', 'http'],
  ['127.0.0.1:5000', 'http'],
  ['127.8.9.1', 'http'],
  ['[::1]:5000', 'http'],
  ['10.0.0.5:5000', 'https'],
  ['registry.example', 'https'],
  ['localhost.example:5000', 'https'],
  ['127.0.0.1.example', 'https'],
])('speaks to %s over %s', (registry, scheme) => {
  expect(defaultScheme(registry)).toBe(scheme);
  expect(defaultScheme(registry, true)).toBe('http');
});

it.each([
  ['192.168.1.1', true],
  ['172.20.0.1', true],
  ['fd00::1', true],
  ['8.8.8.8', false],
  ['registry.example', false],
])('%s is in a private network: %s', (name, verdict) => {
  expect(isPrivate(name)).toBe(verdict);
});

it('knows the other names of Docker Hub', () => {
  expect(registryHost('docker.io')).toBe('registry-1.docker.io');
  expect(credentialsKey('docker.io')).toBe('https://index.docker.io/v1/');
  expect(registryHost('localhost:5000')).toBe('localhost:5000');
});
