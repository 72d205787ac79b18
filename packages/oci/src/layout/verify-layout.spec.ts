import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, digestOf, parsePlatform, type Digest } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failureOf, sampleLayout, temporaryDirectories } from '../sample.spec.support.ts';
import type { Index } from './documents.ts';
import { blobFile, type Layout } from './layout.ts';
import { readLayout } from './read-layout.ts';
import { verifyLayout } from './verify-layout.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

const editIndex = async ({ directory }: Layout, edit: (index: Index) => unknown): Promise<void> => {
  const file = join(directory, 'index.json');
  await writeFile(file, JSON.stringify(edit(JSON.parse(await readFile(file, 'utf8')) as Index)));
};

/** Puts a changed manifest into the layout and names it as the root. */
const replaceManifest = async (layout: Layout, edit: (manifest: Record<string, unknown>) => unknown): Promise<void> => {
  const old = JSON.parse(await readFile(blobFile(layout.directory, layout.digest), 'utf8')) as Record<string, unknown>;
  const bytes = Buffer.from(JSON.stringify(edit(old)));
  await writeFile(blobFile(layout.directory, digestOf(bytes)), bytes);
  await rm(blobFile(layout.directory, layout.digest));
  await editIndex(layout, (index) => ({
    ...index,
    manifests: [{ ...layout.root, digest: digestOf(bytes), size: bytes.length }],
  }));
};

const layerOf = ({ images }: Layout, at = 0): Digest => images[0]!.manifest.layers[at]!.digest;
const configOf = ({ images }: Layout): Digest => images[0]!.manifest.config.digest;

const damages: readonly (readonly [string, (layout: Layout) => Promise<void>, RegExp])[] = [
  [
    'a layer of other content',
    async (l) => writeFile(blobFile(l.directory, layerOf(l)), Buffer.alloc(l.images[0]!.manifest.layers[0]!.size)),
    /other content than its digest/,
  ],
  ['a truncated layer', async (l) => truncate(blobFile(l.directory, layerOf(l)), 5), /has 5 bytes, not \d+/],
  ['a missing layer', async (l) => rm(blobFile(l.directory, layerOf(l))), /is missing/],
  ['a missing configuration', async (l) => rm(blobFile(l.directory, configOf(l))), /is missing/],
  [
    'a changed manifest',
    async (l) => writeFile(blobFile(l.directory, l.digest), Buffer.alloc(l.root.size, ' ')),
    /other content than its digest/,
  ],
  ['a truncated manifest', async (l) => truncate(blobFile(l.directory, l.digest), 9), /has 9 bytes/],
  [
    'two roots',
    async (l) => editIndex(l, (index) => ({ ...index, manifests: [l.root, l.root] })),
    /names 2 images, not one/,
  ],
  ['no root', async (l) => editIndex(l, (index) => ({ ...index, manifests: [] })), /names no image/],
  [
    'annotations in index.json',
    async (l) => editIndex(l, (index) => ({ ...index, manifests: [{ ...l.root, annotations: { a: 'b' } }] })),
    /carries annotations/,
  ],
  [
    'a root of another type',
    async (l) => editIndex(l, (index) => ({ ...index, manifests: [{ ...l.root, mediaType: 'text/plain' }] })),
    /text\/plain, no image/,
  ],
  [
    'a digest that leads out',
    async (l) => editIndex(l, (index) => ({ ...index, manifests: [{ ...l.root, digest: 'sha256:../../x' }] })),
    /index.json is not an index/,
  ],
  [
    'an index.json that is cut off',
    async (l) => truncate(join(l.directory, 'index.json'), 20),
    /index.json is not JSON/,
  ],
  ['an empty index.json', async (l) => truncate(join(l.directory, 'index.json'), 0), /index.json is not JSON/],
  ['no oci-layout file', async (l) => rm(join(l.directory, 'oci-layout')), /oci-layout is missing/],
  [
    'a blob of no image',
    async (l) => writeFile(join(l.directory, 'blobs', 'sha256', 'stray'), ''),
    /blobs\/sha256\/stray belongs to no image/,
  ],
  [
    "Docker's media types",
    async (l) =>
      replaceManifest(l, (m) => ({
        ...m,
        config: { ...(m['config'] as object), mediaType: 'application/vnd.docker.container.image.v1+json' },
      })),
    /no image configuration/,
  ],
  [
    'a layer that was left out',
    async (l) => replaceManifest(l, (m) => ({ ...m, layers: (m['layers'] as readonly unknown[]).slice(1) })),
    /has 1 layers, but its configuration lists 2/,
  ],
  [
    'a layer of an odd type',
    async (l) =>
      replaceManifest(l, (m) => ({
        ...m,
        layers: (m['layers'] as readonly object[]).map((layer) => ({ ...layer, mediaType: 'application/zip' })),
      })),
    /application\/zip, no layer/,
  ],
  [
    'a manifest of another name',
    async (l) => replaceManifest(l, (m) => ({ ...m, mediaType: 'application/x' })),
    /calls itself application\/x/,
  ],
];

describe('verifyLayout', () => {
  it('accepts what writeLayout wrote, and answers as readLayout does', async () => {
    const layout = await sampleLayout(await temporaryDirectory(), ['linux/amd64', 'linux/arm64']);
    const platforms = ['linux/arm64', 'linux/amd64'].map(parsePlatform);
    expect(await verifyLayout(layout.directory, { platforms })).toEqual(layout);
    expect(await readLayout(layout.directory)).toEqual(layout);
    expect(layout.size).toBe(layout.blobs.reduce((sum, { size }) => sum + size, 0));
  });

  it.each(damages)('refuses %s', async (_, damage, reason) => {
    const layout = await sampleLayout(await temporaryDirectory());
    await damage(layout);
    const error = await failureOf(verifyLayout(layout.directory));
    expect(error.code).toBe('LAYOUT_INVALID');
    expect(error.message).toMatch(reason);
  });

  it('lets a reader pass over blobs of no image, and over nothing else', async () => {
    const layout = await sampleLayout(await temporaryDirectory());
    await writeFile(join(layout.directory, 'blobs', 'sha256', 'stray'), '');
    expect((await verifyLayout(layout.directory, { strays: 'allowed' })).digest).toBe(layout.digest);
    await truncate(blobFile(layout.directory, layerOf(layout, 0)), 1);
    expect((await failureOf(verifyLayout(layout.directory, { strays: 'allowed' }))).code).toBe('LAYOUT_INVALID');
  });

  it('names every problem at once', async () => {
    const layout = await sampleLayout(await temporaryDirectory(), ['linux/amd64', 'linux/arm64']);
    await rm(blobFile(layout.directory, layerOf(layout, 0)));
    await truncate(blobFile(layout.directory, layerOf(layout, 1)), 1);
    await writeFile(join(layout.directory, 'blobs', 'sha256', 'stray'), '');
    const { details } = await failureOf(verifyLayout(layout.directory));
    expect(details).toHaveLength(3);
    const { directory, images } = layout;
    for (const { manifest } of images) await rm(blobFile(directory, manifest.config.digest));
    expect((await failureOf(readLayout(directory))).details).toEqual(
      images.map(({ manifest }) => `${manifest.config.digest} is missing`),
    );
  });

  it('says that there is no layout', async () => {
    expect((await failureOf(verifyLayout(await temporaryDirectory()))).code).toBe('LAYOUT_MISSING');
    expect((await failureOf(verifyLayout(join(await temporaryDirectory(), 'no', 'such')))).code).toBe('LAYOUT_MISSING');
  });

  it('compares platforms, in the form containerd gives them', async () => {
    const layout = await sampleLayout(await temporaryDirectory(), ['linux/arm64', 'linux/arm/v7']);
    await verifyLayout(layout.directory, { platforms: ['linux/arm64/v8', 'linux/arm'].map(parsePlatform) });
    const error = await failureOf(
      verifyLayout(layout.directory, { platforms: [parsePlatform('linux/arm64'), parsePlatform('linux/amd64')] }),
    );
    expect(error.code).toBe('PLATFORMS_DIFFER');
    expect(error.details).toEqual([
      'linux/amd64 was asked for, but is not there',
      'linux/arm/v7 is there, but was not asked for',
    ]);
  });

  it('reads no document that is too large to be one', async () => {
    const layout = await sampleLayout(await temporaryDirectory());
    const huge = Buffer.alloc(5 * 1024 * 1024, ' ');
    await writeFile(join(layout.directory, 'blobs', 'sha256', digestHex(digestOf(huge))), huge);
    await editIndex(layout, (index) => ({
      ...index,
      manifests: [{ ...layout.root, digest: digestOf(huge), size: huge.length }],
    }));
    expect((await failureOf(readLayout(layout.directory))).message).toContain('is no document: 5242880 bytes');
  });
});
