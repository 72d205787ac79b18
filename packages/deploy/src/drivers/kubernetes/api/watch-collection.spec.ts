import { afterEach, describe, expect, it } from 'vitest';
import { cancelled } from '@slipway/kit';
import {
  configMap,
  createBench,
  json,
  lines,
  plain,
  refusal,
  reset,
  type ClientBench,
  type Reaction,
  stopAll,
} from './scripted-server.spec.support.ts';

afterEach(stopAll);

const path = '/api/v1/namespaces/dev/configmaps';
const added = (name: string, version = '1', uid?: string) => ({ type: 'ADDED', object: configMap(name, version, uid) });
const modified = (name: string, version: string) => ({ type: 'MODIFIED', object: configMap(name, version) });
const deleted = (name: string, version: string) => ({ type: 'DELETED', object: configMap(name, version) });
const bookmark = (resourceVersion: string) => ({
  type: 'BOOKMARK',
  object: { kind: 'ConfigMap', metadata: { resourceVersion } },
});
const listed = (resourceVersion: string) => {
  const { object } = bookmark(resourceVersion);
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  return { type: 'BOOKMARK', object: { ...object, metadata: { resourceVersion, annotations } } };
};
const failure = (code: number) => ({
  type: 'ERROR',
  object: { kind: 'Status', code, reason: 'Expired', message: 'm' },
});
const list = (items: readonly unknown[] | null, resourceVersion: string) =>
  json(200, { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion }, items });

interface Watching extends ClientBench {
  /** `ADDED a@1`, `SYNC`, `GAP`, in order. */
  readonly told: string[];
  /** Resolves when as much as that was told. */
  heard(count: number): Promise<void>;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

async function watch(reactions: readonly Reaction[]): Promise<Watching> {
  const bench = await createBench(reactions);
  const stop = new AbortController();
  const told: string[] = [];
  let wake: () => void = () => undefined;
  const tell = (text: string) => {
    told.push(text);
    wake();
  };
  const ended = bench.client.watch(
    { path, query: { labelSelector: 'app=a' }, signal: stop.signal },
    {
      onEvent: ({ type, object }) => tell(`${type} ${object.metadata.name}@${object.metadata.resourceVersion ?? ''}`),
      onSync: () => tell('SYNC'),
      onGap: () => tell('GAP'),
    },
  );
  // A rejection is looked at by the test, which may come to it later.
  ended.catch(() => undefined);
  const heard = async (count: number) => {
    while (told.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { ...bench, told, heard, stop, ended };
}

async function tellAll(reactions: readonly Reaction[], count: number): Promise<Watching> {
  const watching = await watch(reactions);
  await watching.heard(count);
  watching.stop.abort();
  await watching.ended;
  return watching;
}

describe('a watch', () => {
  it('begins with all there is, in one request, and goes on', async () => {
    const stream = lines([added('a'), added('b'), listed('5'), modified('a', '6'), deleted('b', '7')], 'open');
    const { told, server } = await tellAll([stream], 5);
    expect(told).toEqual(['ADDED a@1', 'ADDED b@1', 'SYNC', 'MODIFIED a@6', 'DELETED b@7']);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      path,
      query: {
        watch: '1',
        labelSelector: 'app=a',
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: 'true',
        timeoutSeconds: '300',
      },
    });
  });

  it.each<readonly [string, 'close' | 'reset']>([
    ['closed', 'close'],
    ['broken', 'reset'],
  ])('goes on where a connection was %s', async (_, end) => {
    const first = lines([added('a'), listed('5'), modified('a', '6'), bookmark('9')], end);
    const { told, server } = await tellAll([first, lines([modified('a', '10')], 'open')], 4);
    expect(told).toEqual(['ADDED a@1', 'SYNC', 'MODIFIED a@6', 'MODIFIED a@10']);
    expect(server.requests[1]?.query).toMatchObject({ watch: '1', resourceVersion: '9', allowWatchBookmarks: 'true' });
    expect(server.requests[1]?.query).not.toHaveProperty('sendInitialEvents');
  });

  it('reads events in whatever pieces they come', async () => {
    const text = `${JSON.stringify(added('größe'))}\n${JSON.stringify(listed('5'))}\n`;
    const bytes = Buffer.from(text);
    const cut = bytes.indexOf('ö') + 1;
    const pieces: Reaction = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(bytes.subarray(0, cut), () => setImmediate(() => response.write(bytes.subarray(cut))));
    };
    expect((await tellAll([pieces], 2)).told).toEqual(['ADDED größe@1', 'SYNC']);
  });

  it('drops half an event, which comes again', async () => {
    const first = lines([added('a'), listed('5'), '{"type":"MODIFIED","object":{"ki'], 'reset');
    const { told } = await tellAll([first, lines([modified('a', '6')], 'open')], 3);
    expect(told).toEqual(['ADDED a@1', 'SYNC', 'MODIFIED a@6']);
  });

  it('lists again when it was away too long, and tells what vanished meanwhile', async () => {
    const first = lines([added('a'), added('b'), added('c'), listed('5')]);
    const again = lines([added('a', '1'), added('c', '8', 'another'), added('d', '9'), listed('9')], 'open');
    const { told, server } = await tellAll([first, lines([failure(410)]), again], 11);
    expect(told.slice(4)).toEqual([
      'GAP',
      'MODIFIED a@1',
      'DELETED c@1',
      'ADDED c@8',
      'ADDED d@9',
      'DELETED b@1',
      'SYNC',
    ]);
    expect(server.requests.map(({ query }) => query['resourceVersion'])).toEqual([undefined, '5', undefined]);
  });

  it('begins its listing anew when that breaks in the middle', async () => {
    const { told } = await tellAll(
      [lines([added('a'), added('b')], 'reset'), lines([added('b'), listed('5')], 'open')],
      6,
    );
    expect(told).toEqual(['ADDED a@1', 'ADDED b@1', 'GAP', 'MODIFIED b@1', 'DELETED a@1', 'SYNC']);
  });

  const byItself = ['GAP', 'ADDED a@3', 'SYNC', 'ADDED b@8'];

  it.each<readonly [string, Reaction, readonly string[]]>([
    ['refuses to list within a watch (422)', refusal(422, 'Invalid', 'sendInitialEvents is forbidden'), byItself],
    ['refuses to list within a watch (400)', refusal(400, 'BadRequest', 'unknown parameter'), byItself],
    [
      'does not know how to, and does not say so',
      lines([added('old')]),
      ['ADDED old@1', 'GAP', 'ADDED a@3', 'DELETED old@1', 'SYNC', 'ADDED b@8'],
    ],
  ])('lists by itself where the server %s', async (_, first, expected) => {
    const items = [configMap('a', '3')];
    const { told, server } = await tellAll(
      [first, list(items, '7'), lines([modified('b', '8')], 'open')],
      expected.length,
    );
    expect(told).toEqual(expected);
    expect(server.requests.slice(1).map(({ query }) => [query['watch'], query['resourceVersion']])).toEqual([
      [undefined, undefined],
      ['1', '7'],
    ]);
  });

  it('tells the kind of what was listed, and takes a list of null', async () => {
    const kinds: string[] = [];
    const { client, server } = await createBench([
      refusal(422, 'Invalid'),
      list(null, '7'),
      lines([failure(410)]),
      list([{ metadata: { name: 'a' } }], '8'),
      lines([], 'open'),
    ]);
    const stop = new AbortController();
    const onEvent = ({ object }: { readonly object: { readonly apiVersion: string; readonly kind: string } }) => {
      kinds.push(`${object.apiVersion} ${object.kind}`);
    };
    const ended = client.watch({ path, signal: stop.signal }, { onEvent, onSync: () => undefined });
    await server.received(5);
    stop.abort();
    await ended;
    expect(kinds).toEqual(['v1 ConfigMap']);
  });

  it('lists again after a silence: the version may be one that the server never had', async () => {
    const watching = await watch([lines([added('a'), listed('5')], 'open'), lines([added('b'), listed('2')], 'open')]);
    await watching.heard(2);
    watching.clock.elapse(75_000);
    await watching.heard(6);
    watching.stop.abort();
    await watching.ended;
    expect(watching.told.slice(2)).toEqual(['GAP', 'ADDED b@1', 'DELETED a@1', 'SYNC']);
  });

  it('does not ask a server without pause that closes every watch at once', async () => {
    const { clock, stop, ended, server } = await watch([lines([added('a'), listed('5')]), lines([])]);
    await server.received(8);
    stop.abort();
    await ended;
    expect(clock.waits.slice(0, 5)).toEqual([200, 500, 1250, 3000, 3000]);
  });
});

describe('the end of a watch', () => {
  it('comes with an error where the server says of every beginning that it is too late', async () => {
    const { clock, ended, server } = await watch([lines([failure(410)])]);
    await expect(ended).rejects.toMatchObject({ code: 'CLUSTER_FAILED' });
    expect(clock.waits).toHaveLength(4);
    expect(server.requests).toHaveLength(5);
  });

  it('comes when its listener has enough', async () => {
    const { stop, ended, heard } = await watch([lines([listed('5')], 'open')]);
    await heard(1);
    stop.abort();
    await expect(ended).resolves.toBeUndefined();
  });

  it('comes as CANCELLED when the run is cancelled', async () => {
    const { cancel, ended, heard } = await watch([lines([listed('5')], 'open')]);
    await heard(1);
    cancel.abort(cancelled('SIGINT'));
    await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it.each<readonly [string, Reaction, string, number]>([
    [
      'it is not allowed',
      refusal(403, 'Forbidden', 'User "ci" cannot watch resource "configmaps" in API group "" in the namespace "dev"'),
      'CLUSTER_FORBIDDEN',
      1,
    ],
    ['the credentials are refused', refusal(401, 'Unauthorized'), 'CLUSTER_UNAUTHORIZED', 1],
    ['the kind is not served', plain(404, '404 page not found'), 'CLUSTER_FAILED', 1],
    ['nobody answers', reset, 'CLUSTER_UNREACHABLE', 5],
    ['the server ends each with an error', lines([failure(500)]), 'CLUSTER_FAILED', 5],
    ['it answers something else', plain(200, '<html></html>'), 'CLUSTER_FAILED', 2],
  ])('comes when %s', async (_, reaction, code, tries) => {
    const { ended, server } = await watch([reaction]);
    await expect(ended).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(tries);
  });

  it('is put off while a server that was there restarts', async () => {
    const restart = Array.from({ length: 15 }, () => reset);
    const { told } = await tellAll([lines([listed('5')]), ...restart, lines([modified('a', '6')], 'open')], 2);
    expect(told).toEqual(['SYNC', 'ADDED a@6']);
  });
});
