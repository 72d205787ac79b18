import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSlipwayError, type ErrorCode, type SlipwayError } from '@slipway/kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Layout } from '../../layout/layout.ts';
import {
  createTestClock,
  startRegistry,
  writeSampleLayout,
  type Fault,
  type FaultAction,
  type TestClock,
  type TestRegistry,
  type TestRegistryOptions,
} from '../../testing/index.ts';
import { pushLayout, type PushOptions, type PushResult } from './push-layout.ts';

/** Secrets that must not be seen anywhere, the password also where a registry echoes it. */
const password = 'correct-horse&battery staple';
const auth = { kind: 'bearer', username: 'ann', password } as const;
const attempts = 4;

let folder: string;
let image: Layout;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-faults-'));
  image = await writeSampleLayout(folder, 'image', { platforms: ['linux/amd64', 'linux/arm64'], size: 300_000 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let registry: TestRegistry;
let clock: TestClock;
let lines: string[];
afterEach(() => registry.close());

async function start(options: TestRegistryOptions = {}): Promise<void> {
  registry = await startRegistry({ auth, ...options });
  clock = createTestClock();
  lines = [];
}

/** Pushes with a login, and checks what holds after every push, good or bad. */
async function push(options: Partial<PushOptions> = {}): Promise<PushResult | SlipwayError> {
  const pushed = pushLayout({
    layout: image.directory,
    reference: `${registry.host}/team/orders`,
    tags: ['v1'],
    attempts,
    clock,
    log: (line) => lines.push(line),
    credentials: () => Promise.resolve({ kind: 'password', username: 'ann', password, source: 'the spec' }),
    ...options,
  });
  const outcome = await pushed.catch((error: unknown) => {
    if (isSlipwayError(error)) return error;
    throw error;
  });
  expect(registry.danglingTags()).toEqual([]);
  assertNoSecret([isSlipwayError(outcome) ? `${outcome.message}\n${String(outcome.stack)}` : '', ...lines].join('\n'));
  for (const { path } of registry.log.filter((entry) => !entry.path.includes('round'))) {
    expect(registry.log.filter((entry) => entry.path === path).length).toBeLessThanOrEqual(4 * attempts);
  }
  return outcome;
}

/** What a user reads. Empty after a push that went well. */
function textOf(outcome: PushResult | SlipwayError): string {
  return isSlipwayError(outcome) ? outcome.message : '';
}

function assertNoSecret(text: string): void {
  const tokens = registry.log.flatMap(({ headers }) => headers['authorization']?.replace(/^\w+ /, '') ?? []);
  for (const secret of [password, encodeURIComponent(password), ...tokens]) expect(text).not.toContain(secret);
}

/** Requests of a push, one of each sort. */
const requests: readonly (readonly [string, Pick<Fault, 'method' | 'path'>])[] = [
  ['the first question', { method: 'HEAD', path: /manifests\/sha256/ }],
  ['a question for a blob', { method: 'HEAD', path: /blobs/ }],
  ['the opening of an upload', { method: 'POST', path: /uploads/ }],
  ['an upload', { method: 'PUT', path: /uploads/ }],
  ['a manifest', { method: 'PUT', path: /manifests\/sha256/ }],
  ['the tag', { method: 'PUT', path: /manifests\/v1/ }],
  ['the token', { method: 'GET', path: /^\/token/ }],
];

const transient: readonly (readonly [string, FaultAction])[] = [
  ...[408, 429, 499, 500, 502, 503, 504, 522].map((status) => [String(status), { kind: 'status', status }] as const),
  ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }],
  ['a reset', { kind: 'reset' }],
  ['a lost reply', { kind: 'lose-reply' }],
];

describe.each(requests)('at %s', (_, at) => {
  it.each(transient)('%s twice does no harm', async (_, action) => {
    await start();
    registry.fault({ action, ...at, times: 2 });
    expect(await push()).toMatchObject({ digest: image.digest, tags: [{ tag: 'v1', change: 'create' }] });
    expect(registry.repository('team/orders').tags.get('v1')).toBe(image.digest);
  });

  it('an expired token is renewed', async () => {
    await start();
    registry.fault({ action: { kind: 'expire-tokens' }, ...at });
    expect(await push()).toMatchObject({ digest: image.digest });
  });

  const permanent: readonly (readonly [string, FaultAction, ErrorCode])[] = [
    ['401', { kind: 'status', status: 401 }, 'REGISTRY_UNAUTHORIZED'],
    ['403', { kind: 'status', status: 403 }, 'REGISTRY_FORBIDDEN'],
    ['400', { kind: 'status', status: 400 }, 'REGISTRY_FAILED'],
    ['507', { kind: 'status', status: 507 }, 'REGISTRY_FAILED'],
    ['a loop', { kind: 'status', status: 307, headers: { location: '/v2/round/blobs/and/round' } }, 'REGISTRY_FAILED'],
  ];
  it.each(permanent)('%s ends it at once', async (_, action, code) => {
    await start();
    registry.fault({ action, ...at, times: Infinity });
    registry.fault({ action, path: /round/, times: Infinity });
    const error = await push();
    expect(error).toMatchObject({ code });
    expect(clock.pauses).toEqual([]);
    expect(registry.repository('team/orders').tags.size).toBe(0);
  });

  it.each([
    ['503', { kind: 'status', status: 503 }, 'REGISTRY_FAILED'],
    ['a reset', { kind: 'reset' }, 'REGISTRY_UNREACHABLE'],
  ] as const)('%s for ever ends it after the allowed tries', async (_, action, code) => {
    await start();
    registry.fault({ action, ...at, times: Infinity });
    const error = await push({ concurrency: 1 });
    expect(error).toMatchObject({ code });
    expect(textOf(error)).toContain(`Tried ${attempts} times.`);
    expect(clock.pauses).toHaveLength(attempts - 1);
    expect(registry.repository('team/orders').tags.size).toBe(0);
  });

  it('silence ends with the deadline', async () => {
    await start({
      onRequest: ({ method, path }) => {
        if (method === at.method && at.path?.test(path) === true) clock.expire();
      },
    });
    registry.fault({ action: { kind: 'stall' }, ...at, times: Infinity });
    expect(await push()).toMatchObject({ code: 'REGISTRY_TIMEOUT' });
  });
});

// An answer to HEAD has no body.
it.each(requests.filter(([, { method }]) => method !== 'HEAD'))(
  'a secret in the answer to %s is masked',
  async (_, at) => {
    await start();
    const echo = JSON.stringify({ errors: [{ code: 'DENIED', message: `no ${password}`, detail: { password } }] });
    registry.fault({ action: { kind: 'status', status: 403, body: echo }, ...at });
    expect(textOf(await push())).toContain('DENIED: no ***');
  },
);

describe('a broken upload', () => {
  it.each([0, 65_536, 131_072, 196_608, 262_144])('after %i bytes starts again', async (afterBytes) => {
    await start();
    registry.fault({ action: { kind: 'reset', afterBytes }, method: 'PUT', path: /uploads/, times: 2 });
    expect(await push()).toMatchObject({ digest: image.digest });
  });

  it('is not sent again when only the answer was lost', async () => {
    await start();
    registry.fault({ action: { kind: 'lose-reply' }, method: 'PUT', path: /uploads/ });
    await push({ concurrency: 1 });
    expect(registry.requests('PUT', /uploads/)).toHaveLength(5);
  });

  it('with a token that expires in its midst is sent with a new one', async () => {
    await start();
    registry.fault({ action: { kind: 'expire-tokens' }, method: 'PUT', path: /uploads/ });
    expect(await push()).toMatchObject({ digest: image.digest });
    expect(registry.requests('GET', /^\/token/)).toHaveLength(2);
  });
});

describe('a registry that stores other bytes', () => {
  it.each([
    ['of a blob', { method: 'PUT', path: /uploads/ }],
    ['of a manifest', { method: 'PUT', path: /manifests\/sha256/ }],
  ] as const)('%s is found out before a tag is written', async (_, at) => {
    await start();
    registry.fault({ action: { kind: 'store-other' }, ...at, times: Infinity });
    expect(await push()).toMatchObject({ code: 'REGISTRY_DIGEST_MISMATCH' });
    expect(registry.repository('team/orders').tags.size).toBe(0);
  });

  it.each([
    ['names another digest', `sha256:${'0'.repeat(64)}`, 'REGISTRY_DIGEST_MISMATCH'],
    ['names none', undefined, undefined],
  ])('or %s', async (_, value, code) => {
    await start();
    registry.fault({ action: { kind: 'digest-header', value }, method: 'PUT', path: /manifests/, times: Infinity });
    const outcome = await push();
    expect(isSlipwayError(outcome) ? outcome.code : undefined).toBe(code);
  });
});

describe('the pause before another try', () => {
  it('doubles, and is as long as the registry asks for', async () => {
    await start();
    const at = { method: 'HEAD', path: /manifests\/sha256/ } as const;
    registry.fault({ action: { kind: 'status', status: 503 }, ...at, times: 2 });
    const later = new Date(clock.now() + 60_000).toUTCString();
    registry.fault({ action: { kind: 'status', status: 429, headers: { 'retry-after': later } }, ...at });
    await push();
    expect(clock.pauses.slice(0, 2)).toEqual([187.5, 375]);
    expect(clock.pauses[2]).toBeGreaterThan(59_000);
    expect(lines).toHaveLength(3);
  });

  it('is not waited for past the deadline', async () => {
    await start();
    registry.fault({ action: { kind: 'status', status: 429, headers: { 'retry-after': '3600' } }, times: Infinity });
    const error = await push({ deadline: 60_000 });
    expect(error).toMatchObject({ code: 'REGISTRY_FAILED' });
    expect(textOf(error)).toContain('The next try would be in 3600 s');
    expect(clock.pauses).toEqual([]);
  });
});

describe('the error', () => {
  it('says what happened, what the registry said, what state things are in, and what to do', async () => {
    await start();
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message: 'quota\u001b[31m exceeded' }] });
    registry.fault({ action: { kind: 'status', status: 403, body }, method: 'POST', path: /uploads/, times: Infinity });
    expect(textOf(await push({ concurrency: 1 })).split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Cannot upload blob sha256:\\w{12}… to team/orders: registry ${registry.host} answered 403 \\(not allowed\\). \\[REGISTRY_FORBIDDEN\\]$`,
        ),
      ),
      '  DENIED: quota [31m exceeded',
      'No tag was written. Blobs that were sent stay in the registry and are not sent again.',
      expect.stringContaining(`docker login ${registry.host}`),
    ]);
  });

  it('for a registry that is not there comes at once and says how to start one', async () => {
    await start();
    await registry.close();
    const error = await push();
    expect(error).toMatchObject({ code: 'REGISTRY_UNREACHABLE', state: 'Nothing was pushed.' });
    expect(textOf(error)).toContain('docker run');
    expect(clock.pauses).toEqual([]);
  });

  it.each([
    ['where no credentials were found', () => Promise.resolve(undefined), 'No credentials for it were found'],
    [
      'where they were refused',
      () => Promise.resolve({ kind: 'password', username: 'ann', password: 'wrong-one', source: '~/x.json' } as const),
      'The credentials from ~/x.json were refused',
    ],
  ])('says %s', async (_, credentials, text) => {
    await start();
    const error = await push({ credentials });
    expect(error).toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
      hint: expect.stringContaining('docker login') as string,
    });
    expect(textOf(error)).toContain(text);
    expect(textOf(error)).not.toContain('wrong-one');
  });
});
