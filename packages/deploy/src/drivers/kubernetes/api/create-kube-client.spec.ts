import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelled, type ErrorCode } from '@slipway/kit';
import type { KubeRequest } from './kube-client.ts';
import {
  configMap,
  createBench,
  cutBody,
  json,
  plain,
  refusal,
  reset,
  silence,
  startScriptedServer,
  type Reaction,
  stopAll,
} from './scripted-server.spec.support.ts';

afterEach(stopAll);

const path = '/api/v1/namespaces/dev/configmaps/app';
const read: KubeRequest = { method: 'GET', path };
const wanted = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app', namespace: 'dev' }, data: { a: '1' } };
const apply: KubeRequest = { method: 'PATCH', path, query: { fieldManager: 'slipway' }, body: wanted };
const good = json(200, configMap('app'));
const html = { 'content-type': 'text/html' };

describe.each([{ onSocket: true }, { onSocket: false }])('over a socket: $onSocket', ({ onSocket }) => {
  it('sends JSON as an apply patch, exact in case, and gives the object with its warnings', async () => {
    const warning = '299 - "unknown field, \\"x\\"", 299 - "v1 Endpoints is deprecated"';
    const { client, server } = await createBench([json(201, configMap('app'), { warning })], { onSocket });
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3AReader';
    const answer = await client.send({
      ...apply,
      path: roles,
      query: { fieldManager: 'a&b', fieldValidation: 'Strict' },
    });
    expect(answer).toMatchObject({ ok: true, status: 201, object: { kind: 'ConfigMap', metadata: { name: 'app' } } });
    expect(answer.warnings).toEqual(['unknown field, "x"', 'v1 Endpoints is deprecated']);
    const [seen] = server.requests;
    expect(seen).toMatchObject({
      method: 'PATCH',
      path: roles,
      query: { fieldManager: 'a&b', fieldValidation: 'Strict' },
    });
    expect(seen?.headers).toMatchObject({ 'content-type': 'application/apply-patch+yaml', accept: 'application/json' });
    // kubectl proxy refuses every other host.
    expect(seen?.headers.host).toMatch(/^(localhost|127\.0\.0\.1)(:|$)/);
    expect(JSON.parse(seen?.body ?? '')).toEqual(wanted);
  });

  it('gives a refusal as an answer', async () => {
    const status = {
      kind: 'Status',
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed',
      details: {
        name: 'app',
        kind: 'configmaps',
        causes: [{ reason: 'FieldManagerConflict', message: 'm', field: '.a' }],
      },
    };
    const { client, server } = await createBench([json(409, status)], { onSocket });
    expect(await client.send(apply)).toEqual({
      ok: false,
      status: 409,
      reason: 'Conflict',
      message: 'Apply failed',
      causes: [{ reason: 'FieldManagerConflict', message: 'm', field: '.a' }],
      details: { kind: 'configmaps', name: 'app' },
      warnings: [],
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('what is tried again', () => {
  it.each<readonly [string, Reaction, number]>([
    ['a connection that breaks before the answer', reset, 0],
    ['a body that is cut', cutBody, 0],
    ['JSON that ends in the middle', plain(200, '{"kind":"Conf', { 'content-type': 'application/json' }), 0],
    ['502', plain(502, 'bad gateway'), 0],
    ['503 as HTML', plain(503, '<h1>Service unavailable</h1>', html), 0],
    ['504 Timeout', refusal(504, 'Timeout', 'Timeout: request did not complete'), 0],
    ['a webhook that cannot be called', refusal(500, 'InternalError', 'failed calling webhook "x"'), 0],
    ['a server that asks to try again', refusal(500, 'ServerTimeout', 'try again'), 0],
    ['429 with the pause it asks for', refusal(429, 'TooManyRequests', '', { 'retry-after': '7' }), 7000],
    ['429 with a pause out of reason', refusal(429, 'TooManyRequests', '', { 'retry-after': '3600' }), 30_000],
    ['a proxy that cannot reach the server', plain(500, 'dial tcp 10.0.0.1:6443: connect: connection refused'), 0],
  ])('%s', async (_, fault, held) => {
    const { client, server, clock } = await createBench([fault, good]);
    expect(await client.send(apply)).toMatchObject({ ok: true, status: 200 });
    expect(server.requests).toHaveLength(2);
    // The pause before the second try counts towards the one that the server asked for.
    expect(clock.waits).toEqual(held === 0 ? [200] : [200, held - 200]);
  });

  it('silence, after 30 s', async () => {
    const { client, server, clock } = await createBench([silence, good]);
    const answer = client.send(apply);
    await server.received(1);
    clock.elapse(30_000);
    expect(await answer).toMatchObject({ ok: true });
    expect(server.requests).toHaveLength(2);
  });
});

describe('what is given up', () => {
  it.each<readonly [string, Reaction, number, readonly [ErrorCode, RegExp]]>([
    ['a server that stays away', reset, 5, ['CLUSTER_UNREACHABLE', /cluster\.example:6443 gave no answer.*ECONNRESET/]],
    [
      'JSON that is cut twice',
      plain(200, '{"kind":', { 'content-type': 'application/json' }),
      2,
      ['CLUSTER_UNREACHABLE', /ends in the middle/],
    ],
    ['503 again and again', plain(503, '<h1>Down</h1>', html), 5, ['CLUSTER_FAILED', /answered 503/]],
    ['429 again and again', refusal(429, 'TooManyRequests', 'later'), 5, ['CLUSTER_FAILED', /too many requests/]],
    [
      'an unknown host',
      plain(500, 'dial tcp: lookup x on 1.1.1.1:53: no such host'),
      5,
      ['CLUSTER_UNREACHABLE', /no such host/],
    ],
    [
      'a broken read behind the proxy',
      plain(500, 'read tcp 10.0.0.1:1: connection reset by peer'),
      5,
      ['CLUSTER_UNREACHABLE', /reset by peer/],
    ],
    [
      'a certificate nobody knows',
      plain(500, 'tls: failed to verify certificate: x509: certificate signed by unknown authority'),
      1,
      ['CLUSTER_UNTRUSTED', /does not prove who it is/],
    ],
    [
      'plain http behind https',
      plain(500, 'http: server gave HTTP response to HTTPS client'),
      1,
      ['CLUSTER_FAILED', /does not speak TLS/],
    ],
    [
      'a client certificate that expired',
      plain(500, 'remote error: tls: expired certificate'),
      1,
      ['CLUSTER_UNAUTHORIZED', /no valid credentials/],
    ],
    [
      'a plugin that is missing',
      plain(500, 'getting credentials: exec: executable aws not found'),
      1,
      ['CLUSTER_UNAUTHORIZED', /no valid credentials/],
    ],
    [
      'a plugin that fails',
      plain(500, 'getting credentials: exec: executable aws failed with exit code 1'),
      1,
      ['CLUSTER_UNAUTHORIZED', /no valid credentials/],
    ],
    [
      '401',
      refusal(401, 'Unauthorized', 'Unauthorized'),
      1,
      ['CLUSTER_UNAUTHORIZED', /does not accept the credentials/],
    ],
    [
      'a redirect',
      plain(302, '', { location: 'https://login.example/' }),
      1,
      ['CLUSTER_FAILED', /not a Kubernetes API server: it said 302 and points to https:\/\/login/],
    ],
    [
      'a page',
      plain(200, '<html>Welcome</html>', html),
      1,
      ['CLUSTER_FAILED', /not a Kubernetes API server: it said 200/],
    ],
    ['JSON of something else', json(200, { hello: 'world' }), 1, ['CLUSTER_FAILED', /not a Kubernetes API server/]],
    [
      'a 404 of something else',
      plain(404, '<html>Not here</html>', html),
      1,
      ['CLUSTER_FAILED', /not a Kubernetes API server: it said 404/],
    ],
    [
      'a 404 of another Go program',
      plain(404, '404 page not found\n'),
      1,
      ['CLUSTER_FAILED', /not a Kubernetes API server: it said 404/],
    ],
    ['a 403 of the proxy', plain(403, 'Forbidden'), 1, ['CLUSTER_FAILED', /it said 403/]],
    [
      'the wrong scheme',
      plain(400, 'Client sent an HTTP request to an HTTPS server.'),
      1,
      ['CLUSTER_FAILED', /it said 400/],
    ],
  ])('%s', async (_, fault, tries, [code, text]) => {
    const { client, server } = await createBench([fault]);
    const error = await client.send(apply).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).toMatch(text);
    expect(server.requests).toHaveLength(tries);
  });

  it('waits longer each time', async () => {
    const { client, clock } = await createBench([reset]);
    await expect(client.send(read)).rejects.toThrow('Tried 5 times.');
    expect(clock.waits).toEqual([200, 500, 1250, 3000]);
  });

  it('a body that is too long', async () => {
    const endless: Reaction = (response) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = () => {
        if (!response.destroyed) response.write(chunk, more);
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      more();
    };
    const { client, server } = await createBench([endless]);
    await expect(client.send(read)).rejects.toThrow('its answer is longer than 64 MiB');
    expect(server.requests).toHaveLength(1);
  });

  it('names what a credential plugin said, which only the standard error of the proxy has', async () => {
    const proxy = { lastLines: () => ['aws: the session has expired'], revive: () => Promise.resolve() };
    const { client } = await createBench(
      [plain(500, 'getting credentials: exec: executable aws failed with exit code 1')],
      { proxy },
    );
    await expect(client.send(read)).rejects.toMatchObject({
      details: ['getting credentials: exec: executable aws failed with exit code 1', 'aws: the session has expired'],
    });
  });
});

it('shows the hint of a credential plugin that is not installed', async () => {
  const text =
    'getting credentials: exec: executable aws not found\n\nIt looks like it is missing.\n\nInstall it with x.\n';
  const { client } = await createBench([plain(500, text)]);
  await expect(client.send(read)).rejects.toMatchObject({
    details: [
      'getting credentials: exec: executable aws not found',
      'It looks like it is missing.',
      'Install it with x.',
    ],
  });
});

describe('answers that are final', () => {
  it.each<readonly [string, Reaction, number]>([
    ['409', refusal(409, 'Conflict'), 1],
    ['422', refusal(422, 'Invalid'), 1],
    [
      'a field that the schema has not: 500 without a reason',
      refusal(500, '', '.spec.x: field not declared in schema'),
      1,
    ],
    ['a webhook that cannot be called three times', refusal(500, 'InternalError', 'failed calling webhook'), 3],
  ])('%s', async (_, reaction, tries) => {
    const { client, server } = await createBench([reaction]);
    expect(await client.send(apply)).toMatchObject({ ok: false });
    expect(server.requests).toHaveLength(tries);
  });

  it('a group that is not served is a 404 in plain text', async () => {
    const { client } = await createBench([plain(404, '404 page not found\n')]);
    const answer = await client.send({ method: 'GET', path: '/apis/nope.example/v1/things' });
    expect(answer).toMatchObject({ ok: false, status: 404, reason: '', message: '404 page not found', details: {} });
  });
});

describe('an answer that is lost', () => {
  const create: KubeRequest = { method: 'POST', path: '/api/v1/namespaces/dev/configmaps', body: wanted };
  const exists = refusal(409, 'AlreadyExists', 'configmaps "app" already exists');

  it('of a POST: the object of that name is ours if it holds what was sent', async () => {
    const live = { ...configMap('app'), data: { a: '1' }, immutable: true };
    const { client, server } = await createBench([reset, exists, json(200, live)]);
    expect(await client.send(create)).toMatchObject({ ok: true, status: 201 });
    expect(server.requests.map(({ method, path: asked }) => `${method} ${asked}`)).toEqual([
      'POST /api/v1/namespaces/dev/configmaps',
      'POST /api/v1/namespaces/dev/configmaps',
      'GET /api/v1/namespaces/dev/configmaps/app',
    ]);
  });

  it('of a POST: the object of that name is somebody else’s if it differs', async () => {
    const { client } = await createBench([reset, exists, json(200, { ...configMap('app'), data: { a: '2' } })]);
    expect(await client.send(create)).toMatchObject({ ok: false, reason: 'AlreadyExists' });
  });

  it('of none: what exists already is not looked at', async () => {
    const { client, server } = await createBench([exists]);
    expect(await client.send(create)).toMatchObject({ ok: false, reason: 'AlreadyExists' });
    expect(server.requests).toHaveLength(1);
  });

  it.each<readonly [string, KubeRequest]>([
    ['a patch that names a resourceVersion', { ...apply, body: { metadata: { name: 'a', resourceVersion: '7' } } }],
    ['a JSON patch', { ...apply, contentType: 'application/json-patch+json', body: [] }],
    ['a delete without uid', { method: 'DELETE', path }],
    ['a POST that lets the server choose the name', { ...create, body: { metadata: { generateName: 'a-' } } }],
  ])('is not asked for again by %s', async (_, request) => {
    const { client, server } = await createBench([reset, good]);
    await expect(client.send(request)).rejects.toThrow('Not tried again: it may have been done already.');
    expect(server.requests).toHaveLength(1);
  });

  it.each<readonly [string, KubeRequest]>([
    ['a delete with a uid', { method: 'DELETE', path, body: { preconditions: { uid: 'x' } } }],
    ['a review', { method: 'POST', path, body: { kind: 'SelfSubjectRulesReview', metadata: {} } }],
    ['a merge patch', { ...apply, contentType: 'application/merge-patch+json' }],
  ])('is asked for again by %s', async (_, request) => {
    const { client, server } = await createBench([reset, good]);
    expect(await client.send(request)).toMatchObject({ ok: true });
    expect(server.requests).toHaveLength(2);
  });

  it('is no matter where the request was turned away', async () => {
    const { client, server } = await createBench([refusal(429, 'TooManyRequests'), good]);
    expect(await client.send({ method: 'DELETE', path })).toMatchObject({ ok: true });
    expect(server.requests).toHaveLength(2);
  });
});

describe('many requests', () => {
  it('go over eight connections, which are kept', async () => {
    const ports = new Set<number | undefined>();
    let atOnce = 0;
    let most = 0;
    const slow: Reaction = (response, request) => {
      ports.add(request.socket.remotePort);
      most = Math.max(most, (atOnce += 1));
      setImmediate(() => {
        atOnce -= 1;
        good(response, request);
      });
    };
    const { client, server } = await createBench([slow]);
    await Promise.all(Array.from({ length: 50 }, () => client.send(apply)));
    expect(server.requests).toHaveLength(50);
    expect(ports.size).toBe(8);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('all wait when the server asks one to', async () => {
    const { client, clock } = await createBench([refusal(429, 'TooManyRequests', '', { 'retry-after': '20' }), good]);
    await client.send(read);
    const before = clock.now();
    await client.send(read);
    expect(before).toBe(20_000);
  });
});

describe('a cancelled run', () => {
  it.each<readonly [string, Reaction]>([
    ['that waits for an answer', silence],
    ['that is about to try again', reset],
  ])('%s', async (_, reaction) => {
    const { client, server, cancel } = await createBench([reaction]);
    const answer = client.send(apply);
    const ended = expect(answer).rejects.toMatchObject({ code: 'CANCELLED', summary: 'Cancelled by SIGINT.' });
    await server.received(1);
    cancel.abort(cancelled('SIGINT'));
    await ended;
    await expect(client.send(read)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(server.requests).toHaveLength(1);
  });

  it('may still send what brings a signal of its own', async () => {
    const { client, cancel } = await createBench([good]);
    cancel.abort(cancelled('SIGINT'));
    expect(await client.send({ ...apply, signal: new AbortController().signal })).toMatchObject({ ok: true });
  });
});

describe('a proxy that died', () => {
  it('is brought back at the same address', async () => {
    const first = await startScriptedServer([good], { onSocket: true });
    const revive = async () => {
      await startScriptedServer([good], { at: first.transport });
    };
    const { client } = await createBench([good], {
      transport: first.transport,
      proxy: { lastLines: () => [], revive },
    });
    await first.stop();
    expect(await client.send({ method: 'DELETE', path })).toMatchObject({ ok: true });
  });

  it('fails the run where it cannot be', async () => {
    const first = await startScriptedServer([good], { onSocket: true });
    const revive = () => Promise.reject(cancelled('the end of the proxy'));
    const { client } = await createBench([good], {
      transport: first.transport,
      proxy: { lastLines: () => [], revive },
    });
    await first.stop();
    await expect(client.send(read)).rejects.toThrow('Cancelled by the end of the proxy.');
  });
});

it('prints requests under --verbose, and no body', async () => {
  const { client, printed } = await createBench([good]);
  await client.send({ ...apply, body: { ...wanted, data: { password: 'hunter2' } } });
  expect(printed).toEqual([`PATCH https://cluster.example:6443${path}?fieldManager=slipway → 200, 0 ms`]);
});

describe('readLog', () => {
  const log = { namespace: 'dev', pod: 'orders-1', container: 'app', previous: true, lines: 40 };

  it('gives the text', async () => {
    const { client, server } = await createBench([plain(200, 'panic: no\n')]);
    expect(await client.readLog(log)).toBe('panic: no\n');
    expect(server.requests[0]).toMatchObject({
      path: '/api/v1/namespaces/dev/pods/orders-1/log',
      query: { container: 'app', tailLines: '40', limitBytes: '16384', previous: 'true' },
    });
  });

  it.each<readonly [string, Reaction]>([
    ['no previous container', refusal(400, 'BadRequest', 'previous terminated container "app" not found')],
    ['no right to read it', refusal(403, 'Forbidden', 'User "ci" cannot get resource "pods/log"')],
    ['no pod', refusal(404, 'NotFound', 'pods "orders-1" not found')],
    ['a node that does not answer', refusal(500, 'InternalError', 'Get "https://node:10250": dial tcp')],
    ['no cluster any more', reset],
  ])('gives nothing where there is %s', async (_, reaction) => {
    const { client } = await createBench([reaction]);
    expect(await client.readLog({ ...log, previous: false })).toBeUndefined();
  });

  it('gives nothing where none comes for ten seconds: the verdict that it adds to must not wait for it', async () => {
    const { client, server, clock } = await createBench([silence]);
    const reading = client.readLog(log);
    await server.received(1);
    clock.elapse(10_000);
    expect(await reading).toBeUndefined();
    expect(server.requests).toHaveLength(1);
  });

  it('ends with the run', async () => {
    const { client, cancel } = await createBench([silence]);
    cancel.abort();
    await expect(client.readLog(log)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

it('takes nothing compressed: a body of few bytes cannot grow without end', async () => {
  const bomb: Reaction = (response) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end(gzipSync('{"kind":"Pod"}'));
  const { client, server } = await createBench([bomb]);
  await expect(client.send(read)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
  expect(server.requests[0]?.headers['accept-encoding']).toBeUndefined();
});
