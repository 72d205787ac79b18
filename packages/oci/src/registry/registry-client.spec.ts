import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, type Digest } from '@slipway/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestClock,
  startRegistry,
  type RegistryAuth,
  type TestRegistry,
  type TestRegistryOptions,
} from '../testing/index.ts';
import type { Credentials } from './auth/credentials.ts';
import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from './registry-client.ts';
import type { BlobSource } from './upload-blob.ts';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const blob = Buffer.from('some layer'.repeat(2000));
const config = Buffer.from('{}');
const manifest = Buffer.from(
  JSON.stringify({ schemaVersion: 2, mediaType, config: describeBytes(config), layers: [describeBytes(blob)] }),
);
const digest = digestOf(blob);

let folder: string;
let registry: TestRegistry;
let client: RegistryClient;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-client-'));
});
afterEach(async () => {
  client.close();
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: TestRegistryOptions = {}, more: Partial<RegistryClientOptions> = {}): Promise<void> {
  registry = await startRegistry(options);
  client = connect(more);
}

function connect(more: Partial<RegistryClientOptions> = {}): RegistryClient {
  return createRegistryClient({
    registry: registry.host,
    clock: createTestClock(),
    credentials: () => Promise.resolve(undefined),
    ...more,
  });
}

function describeBytes(bytes: Buffer): { mediaType: string; digest: Digest; size: number } {
  return { mediaType: 'application/octet-stream', digest: digestOf(bytes), size: bytes.length };
}

function source(bytes: Buffer): BlobSource {
  return {
    ...describeBytes(bytes),
    open: async function* (range = { start: 0, size: bytes.length }) {
      await Promise.resolve();
      yield bytes.subarray(range.start, range.start + range.size);
    },
  };
}

function seed(repository = 'team/x'): void {
  const { blobs, manifests, tags } = registry.repository(repository);
  for (const bytes of [blob, config]) blobs.set(digestOf(bytes), bytes);
  manifests.set(digestOf(manifest), { mediaType, bytes: manifest });
  tags.set('v1', digestOf(manifest));
}

describe('reading', () => {
  it('finds a manifest by tag and by digest, under the type it has', async () => {
    await start();
    seed();
    const found = { mediaType, digest: digestOf(manifest), size: manifest.length };
    expect(await client.headManifest('team/x', 'v1')).toEqual(found);
    expect(await client.headManifest('team/x', digestOf(manifest))).toEqual(found);
    expect(await client.headManifest('team/x', 'v2')).toBeUndefined();
    expect(await client.getManifest('team/x', 'v1')).toEqual({ mediaType, digest: found.digest, bytes: manifest });
    await expect(client.getManifest('team/x', 'v2')).rejects.toMatchObject({ code: 'REGISTRY_NOT_FOUND' });
  });

  it('learns the digest from the bytes where no header tells it', async () => {
    await start();
    seed();
    registry.fault({ action: { kind: 'digest-header', value: undefined }, times: Infinity });
    expect(await client.headManifest('team/x', 'v1')).toMatchObject({ digest: digestOf(manifest) });
  });

  it('brings a blob into a file', async () => {
    await start();
    seed();
    const file = join(folder, 'layer');
    expect(await client.hasBlob('team/x', digest)).toBe(true);
    expect(Buffer.from(await client.readBlob('team/x', describeBytes(config)))).toEqual(config);
    await client.downloadBlob('team/x', describeBytes(blob), file);
    expect(await readFile(file)).toEqual(blob);
  });

  it.each(['truncate', 'trickle'] as const)('survives one answer that is a %s', async (kind) => {
    await start();
    seed();
    registry.fault({ action: { kind }, method: 'GET' });
    await client.downloadBlob('team/x', describeBytes(blob), join(folder, 'layer'));
    expect(await readdir(folder)).toEqual(['layer']);
  });

  it.each([
    ['changed', { kind: 'corrupt' }, describeBytes(blob), 'REGISTRY_DIGEST_MISMATCH'],
    ['too long', { kind: 'expire-tokens' }, { ...describeBytes(blob), size: 100 }, 'REGISTRY_DIGEST_MISMATCH'],
    ['always cut short', { kind: 'truncate' }, describeBytes(blob), 'REGISTRY_UNREACHABLE'],
    ['missing', { kind: 'status', status: 404 }, describeBytes(blob), 'REGISTRY_NOT_FOUND'],
  ] as const)('leaves no file of a blob that is %s', async (_, action, descriptor, code) => {
    await start();
    seed();
    registry.fault({ action, method: 'GET', times: Infinity });
    await expect(client.downloadBlob('team/x', descriptor, join(folder, 'layer'))).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a manifest that is not the one asked for', async () => {
    await start();
    seed();
    registry.fault({ action: { kind: 'corrupt' }, method: 'GET', times: Infinity });
    const asked = client.getManifest('team/x', digestOf(manifest));
    await expect(asked).rejects.toMatchObject({ code: 'REGISTRY_DIGEST_MISMATCH' });
  });

  it('says that the disk, not the registry, is what refused', async () => {
    await start();
    seed();
    const file = join(folder, 'missing', 'layer');
    await expect(client.downloadBlob('team/x', describeBytes(blob), file)).rejects.not.toMatchObject({
      code: expect.stringMatching(/^REGISTRY/) as string,
    });
    expect(registry.requests('GET')).toHaveLength(1);
  });
});

describe('redirects', () => {
  it('are followed to another origin without the credentials', async () => {
    await start(
      { auth: { kind: 'basic', username: 'ann', password: 'secret-word' } },
      { credentials: login('secret-word') },
    );
    seed();
    const storage = await startRegistry();
    storage.repository('team/x').blobs.set(digest, blob);
    registry.fault({ action: { kind: 'redirect', origin: storage.origin }, method: 'GET', path: /blobs/, skip: 1 });
    await client.downloadBlob('team/x', describeBytes(blob), join(folder, 'layer'));
    expect(registry.log.at(-1)?.headers['authorization']).toBeDefined();
    expect(storage.log).toHaveLength(1);
    expect(storage.log[0]?.headers['authorization']).toBeUndefined();
    await storage.close();
  });

  it('of an upload carry the whole body on', async () => {
    await start();
    registry.fault({ action: { kind: 'redirect', origin: registry.origin }, method: 'PUT' });
    expect(await client.uploadBlob('team/x', source(blob))).toBe('uploaded');
    expect(registry.repository('team/x').blobs.get(digest)).toEqual(blob);
  });
});

describe('an upload', () => {
  it.each([400, 405, 411, 413, 415, 501])('goes in chunks where one piece is refused with %i', async (status) => {
    await start({ flavor: 'oci-1.1' });
    registry.fault({ action: { kind: 'status', status }, method: 'PUT', path: /uploads/ });
    const sent: number[] = [];
    await client.uploadBlob('team/x', { ...source(blob), onSent: (bytes) => sent.push(bytes) });
    expect(registry.requests('PATCH').map(({ headers }) => headers['content-range'])).toEqual([`0-${blob.length - 1}`]);
    expect(registry.repository('team/x').blobs.get(digest)).toEqual(blob);
    expect(sent.at(-1)).toBe(blob.length);
  });

  it('in chunks sends one after the other', async () => {
    await start({ flavor: 'distribution-3' });
    const large = Buffer.alloc(20 * 1024 * 1024, 'layer');
    registry.fault({ action: { kind: 'status', status: 413 }, method: 'PUT', path: /uploads/ });
    await client.uploadBlob('team/x', source(large));
    expect(registry.requests('PATCH')).toHaveLength(3);
    expect(registry.repository('team/x').blobs.has(digestOf(large))).toBe(true);
  });

  it('that the registry has forgotten is opened again', async () => {
    await start();
    registry.fault({ action: { kind: 'status', status: 404 }, method: 'PUT', path: /uploads/ });
    await client.uploadBlob('team/x', source(blob));
    expect(registry.repository('team/x').blobs.has(digest)).toBe(true);
  });

  it('gives the state in a Location back as it was', async () => {
    await start({ flavor: 'distribution-2' });
    await client.uploadBlob('team/x', source(blob));
    expect(registry.requests('PUT')[0]?.query.get('_state')).toMatch(/=\+~$/);
  });

  it('of a file that has become shorter ends at once', async () => {
    await start();
    const shorter = { ...source(blob), size: blob.length + 1 };
    await expect(client.uploadBlob('team/x', shorter)).rejects.toThrow(/bytes were read/);
    expect(registry.repository('team/x').blobs.size).toBe(0);
  });

  it('without a Location is an error of the registry', async () => {
    await start();
    registry.fault({ action: { kind: 'status', status: 202 }, method: 'POST' });
    await expect(client.uploadBlob('team/x', source(blob))).rejects.toMatchObject({ code: 'REGISTRY_FAILED' });
  });
});

describe('a mount', () => {
  it.each([201, 202, 400, 401, 403, 404, 405])('that is answered %i ends with the blob there', async (status) => {
    await start({ flavor: 'oci-1.1' });
    seed('team/sibling');
    if (status > 202) registry.fault({ action: { kind: 'status', status }, method: 'POST', path: /mount/ });
    const mountFrom = status === 202 ? 'team/empty' : 'team/sibling';
    const done = await client.uploadBlob('team/x', source(blob), { mountFrom });
    expect(done).toBe(status === 201 ? 'mounted' : 'uploaded');
    expect(registry.repository('team/x').blobs.get(digest)).toEqual(blob);
  });

  it.each([false, true])(
    'from a repository out of reach becomes an upload (strict token server: %s)',
    async (strict) => {
      const auth: RegistryAuth = {
        kind: 'bearer',
        username: 'ann',
        password: 'secret-word',
        forbidden: ['team/closed'],
        strict,
      };
      await start({ auth }, { credentials: login('secret-word'), pushTo: 'team/x', mountFrom: ['team/closed'] });
      seed('team/closed');
      expect(await client.uploadBlob('team/x', source(blob), { mountFrom: 'team/closed' })).toBe('uploaded');
    },
  );

  it('costs one token for both repositories', async () => {
    const auth: RegistryAuth = { kind: 'bearer', username: 'ann', password: 'secret-word' };
    await start({ auth }, { credentials: login('secret-word'), pushTo: 'team/x', mountFrom: ['team/sibling'] });
    seed('team/sibling');
    expect(await client.hasBlob('team/x', digest)).toBe(false);
    expect(await client.uploadBlob('team/x', source(blob), { mountFrom: 'team/sibling' })).toBe('mounted');
    expect(registry.requests('GET', /^\/token/)).toHaveLength(1);
  });
});

describe('a login', () => {
  const bearer = { kind: 'bearer', username: 'ann', password: 'secret-word' } as const;
  const identity: Credentials = { kind: 'identity-token', token: 'long-lived', source: 'the spec' };

  it.each<[string, RegistryAuth, (() => Promise<Credentials | undefined>) | undefined]>([
    ['basic', { kind: 'basic', username: 'ann', password: 'secret-word' }, login('secret-word')],
    ['a token', bearer, login('secret-word')],
    ['a token under its other name', { ...bearer, field: 'access_token' }, login('secret-word')],
    ['an identity token', { ...bearer, identityToken: 'long-lived' }, () => Promise.resolve(identity)],
    ['nobody, where anybody may pull', { ...bearer, publicPull: true }, () => Promise.resolve(undefined)],
  ])('by %s', async (_, auth, credentials) => {
    await start({ auth }, credentials === undefined ? {} : { credentials });
    seed();
    expect(await client.headManifest('team/x', 'v1')).toBeDefined();
  });

  it('is one for many requests, and is asked for once', async () => {
    let asked = 0;
    const credentials = (): Promise<Credentials> => ((asked += 1), login('secret-word')());
    await start({ auth: bearer }, { credentials });
    seed();
    await Promise.all([1, 2, 3, 4].map(() => client.hasBlob('team/x', digest)));
    expect(asked).toBe(1);
    expect(registry.requests('GET', /^\/token/)).toHaveLength(1);
  });

  it('is renewed before a token ends', async () => {
    const clock = createTestClock();
    await start({ auth: { ...bearer, life: 60 } }, { credentials: login('secret-word'), clock });
    await client.hasBlob('team/x', digest);
    await clock.wait(56_000, new AbortController().signal);
    await client.hasBlob('team/x', digest);
    expect(registry.requests('GET', /^\/token/)).toHaveLength(2);
    expect(registry.log.filter(({ status }) => status === 401)).toHaveLength(1);
  });

  it('is not looked up where nobody asks for it', async () => {
    await start({}, { credentials: () => Promise.reject(new Error('looked up')) });
    expect(await client.hasBlob('team/x', digest)).toBe(false);
  });

  it.each([['http://auth.example/token'], ['https://169.254.169.254/token'], ['nonsense']])(
    'is not sent to %s',
    async (realm) => {
      await start({ auth: { ...bearer, realm } }, { credentials: login('secret-word') });
      await expect(client.hasBlob('team/x', digest)).rejects.toMatchObject({ code: 'REGISTRY_UNTRUSTED' });
      expect(registry.log).toHaveLength(1);
    },
  );
});

function login(password: string): () => Promise<Credentials> {
  return () => Promise.resolve({ kind: 'password', username: 'ann', password, source: 'the spec' });
}
