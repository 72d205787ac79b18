import { createLogger, type Pinned } from '@slipway/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeCluster, type FakeCluster } from '../../../testing/index.ts';
import { createKubeClient } from '../api/create-kube-client.ts';
import type { HistoryPlace } from './history-place.ts';
import { listRecords } from './list-records.ts';
import { markRecord } from './mark-record.ts';
import { readRecord, readRelease } from './read-record.ts';
import { settleLeftovers } from './settle-leftovers.ts';
import type { StoredRelease } from './stored-release.ts';
import { deleteRecords } from './trim-records.ts';
import { openRecord } from './write-record.ts';

const release: StoredRelease = {
  images: [
    {
      name: 'acme/orders',
      reference: `localhost:5000/acme/orders@sha256:${'a'.repeat(64)}` as Pinned,
      digest: `sha256:${'a'.repeat(64)}`,
      platforms: ['linux/amd64'],
    },
  ],
  objects: [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'dev' }, data: { a: '1' } },
  ],
};

let cluster: FakeCluster;
let place: HistoryPlace;

beforeEach(async () => {
  cluster = await startFakeCluster({ namespaces: ['dev', 'other'] });
  const client = createKubeClient({
    transport: { host: cluster.host, port: cluster.port },
    signal: new AbortController().signal,
    logger: createLogger({ stdout: () => undefined, stderr: () => undefined }),
    server: cluster.url,
  });
  place = { client, release: 'orders', environment: 'dev', namespace: 'dev' };
});
afterEach(() => cluster.close());

const revisions = async () => (await listRecords(place)).map(({ revision, state }) => `${revision} ${state}`);

describe('the history of a release', () => {
  it('keeps a release as an immutable Secret, pending until its end is known', async () => {
    const { entry, isWhole } = await openRecord(place, 1, release);
    expect(isWhole).toBe(true);
    const secret = cluster.get({ kind: 'Secret', name: 'slipway.orders.v1', namespace: 'dev' });
    expect(secret).toMatchObject({
      type: 'slipway.dev/release.v1',
      immutable: true,
      metadata: {
        labels: {
          'app.kubernetes.io/managed-by': 'slipway',
          'slipway.dev/set': 'orders',
          'slipway.dev/environment': 'dev',
          'slipway.dev/version': '1',
          'slipway.dev/status': 'pending',
        },
      },
    });
    await markRecord(place, entry, { state: 'deployed', isGuarded: true });
    const [listed] = await listRecords(place);
    expect(listed).toMatchObject({ revision: 1, state: 'deployed', images: [release.images[0]?.reference] });
    expect(await readRelease(place, entry)).toEqual(release);
  });

  it('lists newest first by number, and calls all but the newest deployed one superseded', async () => {
    for (const revision of [2, 10, 9, 11]) {
      const { entry } = await openRecord(place, revision, release);
      await markRecord(place, entry, { state: revision === 11 ? 'failed' : 'deployed' });
    }
    expect(await revisions()).toEqual(['11 failed', '10 deployed', '9 superseded', '2 superseded']);
  });

  it('gives each revision to one run only', async () => {
    const results = await Promise.allSettled([openRecord(place, 1, release), openRecord(place, 1, release)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'RELEASE_BUSY' } });
  });

  it('knows its own record when the first answer was lost', async () => {
    cluster.fault({ method: 'POST', path: /secrets/, answer: 'lose-answer' });
    expect((await openRecord(place, 1, release)).entry.revision).toBe(1);
    expect(await revisions()).toEqual(['1 pending']);
  });

  it('does not call a release deployed that another run has marked', async () => {
    const { entry } = await openRecord(place, 1, release);
    const { warnings } = await settleLeftovers(place, await listRecords(place));
    expect(warnings).toHaveLength(1);
    await expect(markRecord(place, entry, { state: 'deployed', isGuarded: true })).rejects.toMatchObject({
      code: 'RELEASE_BUSY',
    });
    expect(await revisions()).toEqual(['1 failed']);
  });

  it('knows its own mark when the answer to it was lost', async () => {
    for (const [revision, answer] of [
      [1, 'lose-answer'],
      [2, 'reset'],
    ] as const) {
      const { entry } = await openRecord(place, revision, release);
      cluster.fault({ method: 'PATCH', path: /slipway\.orders/, answer });
      await markRecord(place, entry, { state: 'deployed', isGuarded: true });
    }
    expect(await revisions()).toEqual(['2 deployed', '1 superseded']);
    const { entry } = await openRecord(place, 3, release);
    await markRecord(place, entry, { state: 'failed' });
    cluster.fault({ method: 'PATCH', path: /slipway\.orders/, answer: 'reset' });
    await expect(markRecord(place, entry, { state: 'deployed', isGuarded: true })).rejects.toMatchObject({
      code: 'RELEASE_BUSY',
    });
  });

  it('is empty where nothing was released, also without the namespace', async () => {
    expect(await listRecords(place)).toEqual([]);
    expect(await listRecords({ ...place, namespace: 'nowhere' })).toEqual([]);
    await expect(openRecord({ ...place, namespace: 'nowhere' }, 1, release)).rejects.toMatchObject({
      code: 'NAMESPACE_MISSING',
    });
  });

  it('is trimmed for no longer than a failed run has for its last words', async () => {
    const { entry } = await openRecord(place, 1, release);
    await expect(deleteRecords(place, [entry], AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await revisions()).toEqual(['1 pending']);
  });

  it('leaves records of other releases alone', async () => {
    await openRecord({ ...place, release: 'orders-api' }, 1, release);
    await openRecord(place, 1, release);
    expect(await revisions()).toEqual(['1 pending']);
    await deleteRecords(place, await listRecords(place));
    expect(cluster.list('Secret', 'dev').map(({ metadata }) => metadata.name)).toEqual(['slipway.orders-api.v1']);
  });
});

describe('a damaged record', () => {
  const damaged: readonly { readonly name: string; readonly data: unknown }[] = [
    { name: 'no data', data: undefined },
    { name: 'no base64 of gzip', data: { release: 'bm90IGd6aXA=' } },
    { name: 'gzip of no JSON', data: { release: 'H4sIAAAAAAAAA0vLz1dIysvPAQAeHxSTBgAAAA==' } },
    { name: 'a cut stream', data: { release: 'H4sIAAAAAAAAA6tWKk5' } },
  ];

  it.each(damaged)('with $name is listed, and cannot be gone back to', async ({ data }) => {
    cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'slipway.orders.v3',
        namespace: 'dev',
        labels: { 'slipway.dev/set': 'orders', 'slipway.dev/status': 'nonsense' },
        annotations: { 'slipway.dev/images': '{' },
      },
      ...(data === undefined ? {} : { data }),
    });
    const [entry] = await listRecords(place);
    expect(entry).toMatchObject({ revision: 3, state: 'failed', images: [] });
    if (entry === undefined) return;
    expect((await readRecord(place, entry)).kind).toBe('damaged');
    await expect(readRelease(place, entry)).rejects.toMatchObject({ code: 'RELEASE_MISSING' });
  });

  it('does not hide the others', async () => {
    cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'slipway.orders.vX', namespace: 'dev', labels: { 'slipway.dev/set': 'orders' } },
    });
    await openRecord(place, 1, release);
    expect(await revisions()).toEqual(['1 pending']);
  });
});
