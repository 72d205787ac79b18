import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestHex, digestOf, type ImageRecord } from '@slipway/kit';
import { createFakeContext, rejection } from '@slipway/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverImage, type DeliverySettings } from './deliver-image.ts';

const project = { name: 'orders', root: 'services/orders', buildTarget: 'docker-build' };
const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
};

let root: string;
let record: ImageRecord;
let registry: Server;
let host: string;
/** Method and path of every request, and what was stored. */
let requests: string[];
let stored: Map<string, Buffer>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-deliver-'));
  record = await writeImage();
  [requests, stored] = [[], new Map()];
  registry = createServer((request, response) => {
    void answer(request).then(({ status, headers = {} }) => response.writeHead(status, headers).end());
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => registry.close(resolve));
  await rm(root, { recursive: true, force: true });
});

/** The least image there is: a manifest and a configuration, no layer. */
async function writeImage(): Promise<ImageRecord> {
  const layout = join(root, 'dist', project.root, 'oci');
  await mkdir(join(layout, 'blobs/sha256'), { recursive: true });
  const write = async (mediaType: string, value: object) => {
    const text = JSON.stringify(value);
    const digest = digestOf(text);
    await writeFile(join(layout, 'blobs/sha256', digestHex(digest)), text);
    return { mediaType, digest, size: text.length };
  };
  const config = await write('application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const manifest = await write(types.manifest, { schemaVersion: 2, mediaType: types.manifest, config, layers: [] });
  await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(layout, 'index.json'),
    JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests: [manifest] }),
  );
  const image = {
    schema: 1,
    name: 'acme/orders',
    digest: manifest.digest,
    platforms: ['linux/amd64'],
  } as const;
  const written = { ...image, layout: `dist/${project.root}/oci`, size: config.size + manifest.size, driver: 'go' };
  await writeFile(join(root, 'dist', project.root, 'image.json'), JSON.stringify(written));
  return written;
}

/** A registry as the distribution specification has it, as far as a push goes. */
async function answer(
  request: IncomingMessage,
): Promise<{ readonly status: number; readonly headers?: Record<string, string> }> {
  const { method = '', url = '' } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const path = decodeURIComponent(url);
  requests.push(`${method} ${path.replace(/\?.*/, '')}`);
  const digest = /sha256:\w+/.exec(path)?.[0] ?? '';
  const headers = { 'docker-content-digest': digest };
  if (method === 'HEAD' || method === 'GET') {
    const size = stored.get(digest)?.length;
    return size === undefined
      ? { status: 404 }
      : { status: 200, headers: { ...headers, 'content-length': String(size) } };
  }
  if (method === 'POST' && digest === '') return { status: 202, headers: { location: `${url.replace(/\?.*/, '')}1` } };
  stored.set(digest, body);
  return { status: 201, headers: { ...headers, location: url } };
}

/** A store driver in a file, which keeps the references that it was given. */
async function writeStore(): Promise<void> {
  await writeFile(
    join(root, 'store.mjs'),
    `import { writeFile } from 'node:fs/promises';
export default {
  apiVersion: 1, kind: 'store', name: 'file',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  inspect: async () => ({ engine: 'file 1', platform: 'linux/amd64', zstd: true }),
  load: ({ reference, digest }, context) =>
    context.change('load', async () => { await writeFile(${JSON.stringify(join(root, 'loaded'))}, reference); return { reference, id: digest }; }, { reference, id: digest }),
};
`,
  );
}

function deliver(settings: Partial<DeliverySettings>) {
  const { context } = createFakeContext({ options: {} });
  return deliverImage({
    workspaceRoot: root,
    project,
    image: { record, layout: join(root, record.layout) },
    environment: 'dev',
    takes: ['registry'],
    dryRun: false,
    logger: context.logger,
    signal: context.signal,
    ...settings,
  });
}

describe('deliverImage: to a registry', () => {
  it('pushes it, and answers with its digest there', async () => {
    const { image, outcome } = await deliver({ registry: `${host}/team` });
    const { name, digest, platforms } = record;
    expect(image).toEqual({ name, digest, platforms, reference: `${host}/team/acme/orders@${digest}` });
    expect(outcome).toBe(`pushed to ${host}/team`);
    expect(stored.has(digest)).toBe(true);
  });

  it('asks twice at the most where it is there', async () => {
    await deliver({ registry: host });
    requests = [];
    expect((await deliver({ registry: host })).outcome).toBe(`already in ${host}`);
    expect(requests.length).toBeLessThanOrEqual(2);
  });

  it('sends nothing in a dry run, and gives the reference that it would have', async () => {
    const { image, outcome } = await deliver({ registry: host, dryRun: true });
    expect(image.reference).toBe(`${host}/acme/orders@${record.digest}`);
    expect(outcome).toBe(`would be pushed to ${host}`);
    expect(requests.filter((line) => !/^(?:HEAD|GET) /.test(line))).toEqual([]);
    expect(stored.size).toBe(0);
  });

  it('sends nothing that was changed since it was built', async () => {
    await writeFile(join(root, record.layout, 'blobs/sha256', digestHex(record.digest)), '{}');
    expect((await rejection(deliver({ registry: host }))).code).toBe('LAYOUT_INVALID');
    expect(requests).toEqual([]);
  });
});

describe('deliverImage: to a store', () => {
  const reference = () => `docker.io/acme/orders:slipway-${digestHex(record.digest)}`;
  beforeEach(writeStore);

  it.each([
    ['named by the environment', ['registry', 'store'] as const],
    ['of a driver that has no other', ['store'] as const],
  ])('%s', async (_, takes) => {
    const { image, outcome } = await deliver({ store: './store.mjs', takes });
    expect(image.reference).toBe(reference());
    expect(outcome).toBe('loaded into file 1');
    expect(await readFile(join(root, 'loaded'), 'utf8')).toBe(reference());
  });

  it('loads nothing in a dry run', async () => {
    const { image, outcome } = await deliver({ store: './store.mjs', takes: ['store'], dryRun: true });
    expect({ reference: image.reference, outcome }).toEqual({
      reference: reference(),
      outcome: 'would be loaded into file 1',
    });
    await expect(readFile(join(root, 'loaded'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('deliverImage refuses', () => {
  it.each([
    ['a place that pulls, and no registry', { takes: ['registry', 'store'] }],
    ['a registry that nothing pulls from', { takes: ['registry'], store: './store.mjs' }],
  ] as const)('%s', async (_, settings) => {
    const error = await rejection(deliver(settings));
    expect(error).toMatchObject({ code: 'ENVIRONMENT_INVALID', state: 'Nothing was delivered.' });
    expect(error.hint).toContain('"dev": { "registry"');
  });
});
