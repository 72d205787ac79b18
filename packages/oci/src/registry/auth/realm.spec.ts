import { expect, it } from 'vitest';
import { isTrustedRealm } from './realm.ts';

it.each([
  ['https://auth.docker.io/token', 'https://registry-1.docker.io', true],
  ['http://127.0.0.1:5000/token', 'http://127.0.0.1:5000', true],
  ['http://localhost:6000/token', 'http://127.0.0.1:5000', true],
  ['https://auth.corp/token', 'http://10.0.0.5:5000', true],
  ['http://10.0.0.5:5000/token', 'http://10.0.0.5:5000', true],
  ['https://10.0.0.6/token', 'https://10.0.0.5', true],
  ['http://auth.docker.io/token', 'https://registry-1.docker.io', false],
  ['http://registry.example/token', 'https://registry.example', false],
  ['https://127.0.0.1/token', 'https://registry.example', false],
  ['https://10.0.0.6/token', 'https://registry.example', false],
  ['https://[::1]/token', 'https://registry.example', false],
  ['https://169.254.169.254/latest', 'https://10.0.0.5', false],
  ['http://10.0.0.6/token', 'http://127.0.0.1:5000', false],
  ['https://user:word@registry.example/token', 'https://registry.example', false],
  ['file:///etc/passwd', 'http://127.0.0.1:5000', false],
])('realm %s named by %s: %s', (realm, registry, trusted) => {
  expect(isTrustedRealm(new URL(realm), new URL(registry))).toBe(trusted);
});
