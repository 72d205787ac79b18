import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSlipwayError, type SlipwayError } from '@slipway/kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { blobFile, type Layout } from '../../layout/layout.ts';
import {
  createTestClock,
  startRegistry,
  writeSampleLayout,
  type RegistryFlavorName,
  type TestRegistry,
  type TestRegistryOptions,
} from '../../testing/index.ts';
import { pushLayout, type PushOptions, type PushResult } from './push-layout.ts';

let folder: string;
let image: Layout;
let changed: Layout;
let index: Layout;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-push-'));
  image = await writeSampleLayout(folder, 'image');
  changed = await writeSampleLayout(folder, 'changed', { program: 'changed' });
  index = await writeSampleLayout(folder, 'index', { platforms: ['linux/amd64', 'linux/arm64'] });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let registry: TestRegistry;
afterEach(() => registry.close());

async function start(options: TestRegistryOptions = {}): Promise<void> {
  registry = await startRegistry(options);
}

function push(layout: Layout, options: Partial<PushOptions> = {}): Promise<PushResult> {
  return pushLayout({
    layout: layout.directory,
    reference: `${registry.host}/team/orders`,
    clock: createTestClock(),
    credentials: () => Promise.resolve(undefined),
    ...options,
  });
}

async function failureOf(pushed: Promise<unknown>): Promise<SlipwayError> {
  const error = await pushed.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isSlipwayError(error)) throw new Error('expected an error of ours', { cause: error });
  return error;
}

const flavors: readonly RegistryFlavorName[] = ['distribution-2', 'distribution-3', 'oci-1.1'];

describe.each(flavors)('a push to %s', (flavor) => {
  it('keeps the digest, and costs one request for each question and each answer', async () => {
    await start({ flavor });
    const first = await push(image, { tags: ['v1'] });
    // HEAD manifest, HEAD tag, 3 × (HEAD, POST, PUT), PUT manifest, PUT tag.
    expect(first).toMatchObject({ requests: 13, alreadyThere: false, mounted: { blobs: 0 }, uploaded: { blobs: 3 } });
    expect(first.digest).toBe(image.digest);
    expect(first.pinned).toBe(`${registry.host}/team/orders@${image.digest}`);
    expect(registry.repository('team/orders').tags).toEqual(new Map([['v1', image.digest]]));
    expect(registry.danglingTags()).toEqual([]);

    const unchanged = await push(image, { tags: ['v1'] });
    expect(unchanged).toMatchObject({ requests: 2, alreadyThere: true, uploaded: { blobs: 0, bytes: 0 } });
    expect(registry.requests('PUT')).toHaveLength(5);

    const edited = await push(changed, { tags: ['v1'] });
    expect(edited.requests).toBeLessThanOrEqual(12);
    expect(edited).toMatchObject({ uploaded: { blobs: 2 }, reused: { blobs: 1 } });
    expect(edited.tags).toEqual([{ tag: 'v1', previous: image.digest, change: 'move' }]);
    expect(registry.repository('team/orders').tags.get('v1')).toBe(changed.digest);
  });

  it('sends the manifests of an index before the index', async () => {
    await start({ flavor });
    const { digest } = await push(index, { tags: ['v1', 'stable'] });
    const written = registry.requests('PUT', /manifests/).map(({ path }) => path.replace(/.*\//, ''));
    expect(written).toEqual([...index.images.map(({ descriptor }) => descriptor.digest), digest, 'v1', 'stable']);
    expect(registry.danglingTags()).toEqual([]);
  });

  it('mounts what a sibling repository has and sends the rest', async () => {
    await start({ flavor });
    await push(image);
    const reference = `${registry.host}/team/payments`;
    const result = await push(changed, { reference, mountFrom: 'team/orders', tags: ['v1'] });
    expect(result).toMatchObject({ mounted: { blobs: 1 }, uploaded: { blobs: 2 } });
    expect(registry.danglingTags()).toEqual([]);
  });
});

it('uses one connection for requests in a row', async () => {
  await start();
  await push(image, { tags: ['v1'], concurrency: 1 });
  expect(new Set(registry.log.map(({ connection }) => connection)).size).toBe(1);
});

it('has as many requests open as allowed', async () => {
  let open = 0;
  let most = 0;
  let release = (): void => undefined;
  const two = new Promise<void>((resolve) => (release = resolve));
  await start({
    onRequest: () => {
      open += 1;
      most = Math.max(most, open);
      // A third request that was on its way would come before this.
      if (open === 2) setImmediate(() => setImmediate(release));
    },
    onReply: () => (open -= 1),
  });
  registry.fault({ action: { kind: 'hold', until: two }, method: 'HEAD', path: /blobs/, times: Infinity });
  await push(index, { concurrency: 2 });
  expect(most).toBe(2);
});

it('tells what it does', async () => {
  await start();
  const steps: string[] = [];
  await push(image, { tags: ['v1'], onProgress: ({ step }) => steps.push(step) });
  expect([...new Set(steps)]).toEqual(['sending', 'uploaded', 'manifest', 'tag']);
});

describe('a dry run', () => {
  it('reads, and says what would be sent', async () => {
    await start();
    await push(image, { tags: ['v1'] });
    registry.clearLog();
    const result = await push(changed, { tags: ['v1', 'v2'], dryRun: true, mountFrom: 'team/other' });
    expect(new Set(registry.log.map(({ method }) => method))).toEqual(new Set(['HEAD']));
    expect(result).toMatchObject({ dryRun: true, uploaded: { blobs: 2 }, reused: { blobs: 1 } });
    expect(result.tags).toEqual([
      { tag: 'v1', previous: image.digest, change: 'move' },
      { tag: 'v2', change: 'create' },
    ]);
  });
});

describe('nothing is sent', () => {
  it.each([
    ['a damaged blob', (copy: Layout) => writeFile(blobFile(copy.directory, layerOf(copy)), 'other'), 'LAYOUT_INVALID'],
    ['a missing blob', (copy: Layout) => rm(blobFile(copy.directory, layerOf(copy))), 'LAYOUT_INVALID'],
    ['no layout', (copy: Layout) => rm(copy.directory, { recursive: true }), 'LAYOUT_MISSING'],
  ])('for %s', async (_, damage, code) => {
    await start();
    const copy = { ...image, directory: join(folder, 'damaged') };
    await cp(image.directory, copy.directory, { recursive: true });
    await damage(copy);
    expect(await failureOf(push(copy, { tags: ['v1'] }))).toMatchObject({ code });
    await rm(copy.directory, { recursive: true, force: true });
    expect(registry.log).toEqual([]);
  });

  it.each([
    [{ reference: 'localhost:5000/team/orders:v1' }],
    [{ reference: 'https://localhost/team' }],
    [{ tags: ['v1', '../../x'] }],
    [{ tags: [''] }],
    [{ mountFrom: '../x?from=y' }],
  ])('for %j', async (options) => {
    await start();
    expect(await failureOf(push(image, options))).toMatchObject({ code: 'REFERENCE_INVALID' });
    expect(registry.log).toEqual([]);
  });
});

describe('cancelling', () => {
  it.each(['HEAD', 'POST', 'PUT'])('ends a push that waits for the answer to a %s', async (method) => {
    const cancel = new AbortController();
    await start({
      onRequest: (request) => {
        if (request.method === method) cancel.abort();
      },
    });
    registry.fault({ action: { kind: 'stall' }, method, times: Infinity });
    const error = await failureOf(push(image, { tags: ['v1'], signal: cancel.signal }));
    expect(error.code).toBe('CANCELLED');
    expect(error.state).toMatch(/^(No tag was written|Nothing was pushed)/);
    expect(registry.danglingTags()).toEqual([]);
  });

  it('before the start sends nothing', async () => {
    await start();
    expect(await failureOf(push(image, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'CANCELLED' });
    expect(registry.log).toEqual([]);
  });

  it('leaves the layout alone', async () => {
    await start();
    const before = await readdir(image.directory, { recursive: true });
    await failureOf(push(image, { signal: AbortSignal.abort() }));
    expect(await readdir(image.directory, { recursive: true })).toEqual(before);
  });
});

it('ends the other uploads once one has failed for good', async () => {
  await start();
  registry.fault({ action: { kind: 'status', status: 403 }, method: 'PUT', path: /uploads/ });
  registry.fault({ action: { kind: 'stall' }, method: 'PUT', path: /uploads/, times: Infinity });
  expect(await failureOf(push(image))).toMatchObject({ code: 'REGISTRY_FORBIDDEN' });
});

function layerOf({ images }: Layout): Layout['digest'] {
  return images[0]?.manifest.layers[1]?.digest ?? 'sha256:none';
}
