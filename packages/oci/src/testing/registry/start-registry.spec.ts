import { digestOf } from '@slipway/kit';
import { afterEach, describe, expect, it } from 'vitest';
import type { RegistryFlavorName } from './registry-flavor.ts';
import { startRegistry, type TestRegistry } from './start-registry.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const blob = Buffer.from('a blob');
const digest = digestOf(blob);

let registry: TestRegistry;
afterEach(() => registry.close());

/** Through fetch, not through our client: two sides that share a mistake would agree. */
async function ask(
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(new URL(path, registry.origin), {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
}

async function openUpload(query = ''): Promise<string> {
  const reply = await ask('POST', `/v2/team/x/blobs/uploads/${query}`);
  return reply.headers.get('location') ?? '';
}

function manifestOf(...digests: readonly string[]): string {
  const layers = digests.map((name) => ({ mediaType: 'layer', digest: name, size: blob.length }));
  return JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: layers[0], layers });
}

const flavors: readonly RegistryFlavorName[] = ['distribution-2', 'distribution-3', 'oci-1.1'];

describe.each(flavors)('%s', (flavor) => {
  it('takes a blob only under its digest', async () => {
    registry = await startRegistry({ flavor });
    const put = async (name: string): Promise<Response> => {
      const location = new URL(await openUpload(), registry.origin);
      location.searchParams.set('digest', name);
      return await ask('PUT', location.href, blob);
    };
    const refused = await put(digestOf('another'));
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('DIGEST_INVALID')]);
    expect((await put(digest)).status).toBe(201);
    expect((await ask('HEAD', `/v2/team/x/blobs/${digest}`)).headers.get('docker-content-digest')).toBe(digest);
  });

  it('takes a manifest only with all its blobs and under its digest', async () => {
    registry = await startRegistry({ flavor });
    const headers = { 'content-type': manifestType };
    const missing = await ask('PUT', '/v2/team/x/manifests/v1', manifestOf(digest), headers);
    expect(missing.status).toBe(flavor === 'oci-1.1' ? 500 : 400);
    registry.repository('team/x').blobs.set(digest, blob);
    const misnamed = await ask('PUT', `/v2/team/x/manifests/${digest}`, manifestOf(digest), headers);
    expect([misnamed.status, await misnamed.text()]).toEqual([400, expect.stringContaining('DIGEST_INVALID')]);
    const taken = await ask('PUT', '/v2/team/x/manifests/v1', manifestOf(digest), headers);
    expect([taken.status, taken.headers.get('docker-content-digest')]).toEqual([201, digestOf(manifestOf(digest))]);
    expect(registry.danglingTags()).toEqual([]);
  });

  it('hides an OCI manifest from who does not ask for its type, as docker-registry does', async () => {
    registry = await startRegistry({ flavor });
    registry.repository('team/x').blobs.set(digest, blob);
    await ask('PUT', '/v2/team/x/manifests/v1', manifestOf(digest), { 'content-type': manifestType });
    expect((await ask('HEAD', '/v2/team/x/manifests/v1')).status).toBe(flavor === 'oci-1.1' ? 200 : 404);
    expect((await ask('HEAD', '/v2/team/x/manifests/v1', undefined, { accept: manifestType })).status).toBe(200);
  });

  it('takes chunks in their order', async () => {
    registry = await startRegistry({ flavor });
    const at = await openUpload();
    const chunk = (range: string): Promise<Response> => ask('PATCH', at, 'abc', { 'content-range': range });
    const first = await chunk('0-2');
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-2']);
    expect((await chunk('7-9')).status).toBe(flavor === 'distribution-2' ? 202 : 416);
  });

  it('answers a mount', async () => {
    registry = await startRegistry({ flavor });
    registry.repository('team/y').blobs.set(digest, blob);
    const mount = async (from: string): Promise<number> =>
      (await ask('POST', `/v2/team/x/blobs/uploads/?mount=${digest}${from}`)).status;
    expect(await mount('&from=team/y')).toBe(201);
    expect(await mount('&from=team/z')).toBe(flavor === 'oci-1.1' ? 404 : 202);
    expect(await mount('')).toBe(202);
  });
});

describe('a login', () => {
  const auth = { kind: 'bearer', username: 'ann', password: 'word' } as const;

  it('by token lets pass what its scopes allow, until it has ended', async () => {
    registry = await startRegistry({ auth });
    const refused = await ask('HEAD', '/v2/team/x/manifests/v1');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('scope="repository:team/x:pull"');
    const login = { authorization: `Basic ${Buffer.from('ann:word').toString('base64')}` };
    expect((await ask('GET', '/token', undefined, { authorization: 'Basic eDp5' })).status).toBe(401);
    const given = await ask('GET', '/token?scope=repository:team/x:pull', undefined, login);
    const { token } = (await given.json()) as { readonly token: string };
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask('HEAD', '/v2/team/x/manifests/v1', undefined, headers)).status).toBe(404);
    const push = await ask('POST', '/v2/team/x/blobs/uploads/', undefined, headers);
    expect([push.status, push.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('insufficient_scope'),
    ]);
    registry.fault({ action: { kind: 'expire-tokens' } });
    const late = await ask('HEAD', '/v2/team/x/manifests/v1', undefined, headers);
    expect([late.status, late.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ]);
  });
});

describe('faults', () => {
  it('befall the requests they were ordered for, and no more', async () => {
    registry = await startRegistry();
    registry.fault({ action: { kind: 'status', status: 503 }, method: 'GET', path: /v2/, skip: 1, times: 2 });
    const statuses: number[] = [];
    for (let request = 0; request < 5; request += 1) statuses.push((await ask('GET', '/v2/')).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    expect(registry.requests('GET', /v2/)).toHaveLength(5);
    registry.clearLog();
    expect(registry.log).toEqual([]);
  });

  it.each([{ kind: 'reset' }, { kind: 'lose-reply' }] as const)('break the connection: $kind', async (action) => {
    registry = await startRegistry();
    registry.fault({ action });
    await expect(ask('GET', '/v2/')).rejects.toThrow();
    expect(registry.log[0]?.status).toBeUndefined();
  });

  it.each([
    ['truncate', undefined],
    ['corrupt', `${blob.toString('utf8').slice(0, -1)}c`],
    ['trickle', blob.toString('utf8')],
  ] as const)('spoil a body: %s', async (kind, text) => {
    registry = await startRegistry();
    registry.repository('team/x').blobs.set(digest, blob);
    registry.fault({ action: { kind } });
    const body = ask('GET', `/v2/team/x/blobs/${digest}`).then((reply) => reply.text());
    expect(await body.catch(() => undefined)).toBe(text);
  });

  it('leave a tag that is seen to dangle', async () => {
    registry = await startRegistry();
    const { blobs, tags, manifests } = registry.repository('team/x');
    blobs.set(digest, blob);
    const bytes = Buffer.from(manifestOf(digest));
    manifests.set(digestOf(bytes), { mediaType: manifestType, bytes });
    tags.set('v1', digestOf(bytes));
    expect(registry.danglingTags()).toEqual([]);
    blobs.set(digest, Buffer.from('other bytes'));
    expect(registry.danglingTags()).toEqual(['team/x:v1']);
    blobs.delete(digest);
    expect(registry.danglingTags()).toEqual(['team/x:v1']);
    tags.set('v2', digestOf('nothing'));
    expect(registry.danglingTags()).toEqual(['team/x:v1', 'team/x:v2']);
  });
});
