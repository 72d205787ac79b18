import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attestation, dockerTypes, foreignLayout, ociTypes, type ForeignLayout } from '../foreign.spec.support.ts';
import { failureOf, filesBelow, sampleLayout, temporaryDirectories } from '../sample.spec.support.ts';
import type { Layout } from './layout.ts';
import { blobFile } from './layout.ts';
import { normalizeLayout } from './normalize-layout.ts';
import { verifyLayout } from './verify-layout.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

const start = async (): Promise<ForeignLayout> => foreignLayout(join(await temporaryDirectory(), 'foreign'));

/** Normalises, and holds the result to everything a layout of ours promises. */
const normalize = async ({ directory }: ForeignLayout): Promise<Layout> => {
  const to = join(directory, '..', 'ours');
  const layout = await normalizeLayout(directory, to);
  expect(await verifyLayout(to)).toEqual(layout);
  return layout;
};

const platform = (architecture: string) => ({ platform: { os: 'linux', architecture } });
const index = (mediaType: string, ...manifests: readonly object[]) => ({ schemaVersion: 2, mediaType, manifests });

describe('normalizeLayout', () => {
  it('keeps an OCI manifest, and nothing that does not belong to it', async () => {
    const foreign = await start();
    const image = await foreign.image('amd64', ociTypes);
    await foreign.put('text/plain', Buffer.from('left by an earlier build'));
    await mkdir(join(foreign.directory, 'ingest'));
    await foreign.finish({ ...image, annotations: { 'org.opencontainers.image.created': 'now' } });
    const layout = await normalize(foreign);
    expect(layout.digest).toBe(image.digest);
    expect(await filesBelow(layout.directory)).toHaveLength(5);
    expect(await readFile(join(layout.directory, 'index.json'), 'utf8')).not.toContain('annotations');
  });

  it('keeps the bytes of an index from which nothing was dropped', async () => {
    const foreign = await start();
    const root = await foreign.put(
      ociTypes.index,
      index(
        ociTypes.index,
        await foreign.image('amd64', ociTypes, platform('amd64')),
        await foreign.image('arm64', ociTypes),
      ),
    );
    await foreign.finish(root);
    const layout = await normalize(foreign);
    expect(layout.digest).toBe(root.digest);
    expect(layout.platforms).toEqual(['linux/amd64', 'linux/arm64']);
  });

  it('drops attestations: one image is its own root', async () => {
    const foreign = await start();
    const image = await foreign.image('amd64', ociTypes, platform('amd64'));
    const record = await foreign.image('unknown', ociTypes, { ...platform('unknown'), annotations: attestation });
    await foreign.finish(await foreign.put(ociTypes.index, index(ociTypes.index, image, record)));
    const layout = await normalize(foreign);
    expect(layout.digest).toBe(image.digest);
    expect(layout.platforms).toEqual(['linux/amd64']);
  });

  it('drops attestations: several images get a new index, the same each time', async () => {
    const digests: string[] = [];
    for (const record of ['build of Monday', 'build of Tuesday']) {
      const foreign = await start();
      const images = [
        await foreign.image('arm64', ociTypes, platform('arm64')),
        await foreign.image('amd64', ociTypes, platform('amd64')),
      ];
      const noise = await foreign.put(ociTypes.manifest, Buffer.from(record), { annotations: attestation });
      await foreign.finish(await foreign.put(ociTypes.index, index(ociTypes.index, ...images, noise)));
      const layout = await normalize(foreign);
      expect(layout.root.mediaType).toBe(ociTypes.index);
      expect(layout.images.map(({ descriptor }) => descriptor.digest)).toEqual(images.map(({ digest }) => digest));
      digests.push(layout.digest);
    }
    expect(new Set(digests).size).toBe(1);
  });

  it("turns Docker's media types into OCI's and keeps configuration and layers", async () => {
    const docker = await start();
    await docker.finish(await docker.image('amd64', dockerTypes));
    const fromDocker = await normalize(docker);
    const { manifest } = fromDocker.images[0]!;
    expect([
      fromDocker.root.mediaType,
      manifest.mediaType,
      manifest.config.mediaType,
      manifest.layers[0]?.mediaType,
    ]).toEqual([ociTypes.manifest, ociTypes.manifest, ociTypes.config, ociTypes.layer]);
    const oci = await start();
    await oci.finish(await oci.image('amd64', ociTypes));
    const fromOci = await normalize(oci);
    expect(manifest.config.digest).toBe(fromOci.images[0]?.manifest.config.digest);
    expect(manifest.layers).toEqual(fromOci.images[0]?.manifest.layers);
  });

  it("turns Docker's manifest list into an index", async () => {
    const foreign = await start();
    const images = [
      await foreign.image('amd64', dockerTypes, platform('amd64')),
      await foreign.image('arm64', dockerTypes, platform('arm64')),
    ];
    await foreign.finish(await foreign.put(dockerTypes.index, index(dockerTypes.index, ...images)));
    const layout = await normalize(foreign);
    expect(layout.root.mediaType).toBe(ociTypes.index);
    expect(layout.images.map(({ descriptor }) => descriptor.platform)).toEqual([
      platform('amd64').platform,
      platform('arm64').platform,
    ]);
  });

  it("makes an OCI index of Docker's list of OCI manifests", async () => {
    const foreign = await start();
    const images = [await foreign.image('amd64', ociTypes), await foreign.image('arm64', ociTypes)];
    await foreign.finish(await foreign.put(dockerTypes.index, index(dockerTypes.index, ...images)));
    const layout = await normalize(foreign);
    expect(layout.root.mediaType).toBe(ociTypes.index);
    expect(layout.images.map(({ descriptor }) => descriptor.digest)).toEqual(images.map(({ digest }) => digest));
    expect(JSON.parse(await readFile(blobFile(layout.directory, layout.digest), 'utf8'))).toMatchObject({
      mediaType: ociTypes.index,
    });
  });

  it('leaves a layout of ours as it is', async () => {
    const directory = await temporaryDirectory();
    const layout = await sampleLayout(directory, ['linux/amd64', 'linux/arm/v6']);
    const copy = await normalizeLayout(layout.directory, join(directory, 'copy'));
    expect(copy).toEqual({ ...layout, directory: join(directory, 'copy') });
  });

  it('reads the variant from the index where the configuration has none', async () => {
    const foreign = await start();
    const v6 = await foreign.image('arm', ociTypes, { platform: { os: 'linux', architecture: 'arm', variant: 'v6' } });
    await foreign.finish(await foreign.put(ociTypes.index, index(ociTypes.index, v6)));
    expect((await normalize(foreign)).platforms).toEqual(['linux/arm/v6']);
  });

  it.each<readonly [string, (foreign: ForeignLayout) => Promise<void>, RegExp]>([
    [
      'two images',
      async (f) => f.finish(await f.image('amd64', ociTypes), await f.image('arm64', ociTypes)),
      /names 2 images, not one/,
    ],
    [
      'an index inside an index',
      async (f) => {
        const inner = await f.put(ociTypes.index, index(ociTypes.index, await f.image('amd64', ociTypes)));
        await f.finish(await f.put(ociTypes.index, index(ociTypes.index, inner)));
      },
      /is of the type .*index.*, no image manifest/,
    ],
    [
      'nothing but an attestation',
      async (f) => {
        const record = await f.image('unknown', ociTypes, { annotations: attestation });
        await f.finish(await f.put(ociTypes.index, index(ociTypes.index, record)));
      },
      /holds no image/,
    ],
    [
      'one platform twice',
      async (f) => {
        const image = await f.image('amd64', ociTypes);
        await f.finish(await f.put(ociTypes.index, index(ociTypes.index, image, image)));
      },
      /holds linux\/amd64 more than once/,
    ],
    [
      'a platform that is another',
      async (f) => {
        await f.finish(
          await f.put(ociTypes.index, index(ociTypes.index, await f.image('amd64', ociTypes, platform('arm64')))),
        );
      },
      /is named as linux\/arm64, but is linux\/amd64/,
    ],
    [
      'a foreign layer',
      async (f) =>
        f.finish(
          await f.image('amd64', {
            ...dockerTypes,
            layer: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
          }),
        ),
      /no layer that every engine unpacks/,
    ],
    [
      'a document that is no JSON',
      async (f) => f.finish(await f.put(ociTypes.manifest, Buffer.from('{'))),
      /is not JSON/,
    ],
    [
      'a document of another shape',
      async (f) => f.finish(await f.put(ociTypes.manifest, { schemaVersion: 2, layers: {} })),
      /is not an image manifest/,
    ],
  ])('refuses %s', async (_, make, reason) => {
    const foreign = await start();
    await make(foreign);
    const error = await failureOf(normalizeLayout(foreign.directory, join(foreign.directory, '..', 'ours')));
    expect(error.code).toBe('LAYOUT_INVALID');
    expect(error.message).toMatch(reason);
  });

  it('names every missing and damaged blob, and leaves no image behind', async () => {
    const directory = await temporaryDirectory();
    const { directory: from, images } = await sampleLayout(directory, ['linux/amd64', 'linux/arm64']);
    const [base, program] = images[0]!.manifest.layers;
    await rm(blobFile(from, base!.digest));
    await writeFile(blobFile(from, program!.digest), Buffer.alloc(program!.size));
    const to = join(directory, 'to');
    const { details } = await failureOf(normalizeLayout(from, to));
    expect(details.toSorted()).toEqual(
      [`${base!.digest} is missing`, `${program!.digest} has other content than its digest says`].sort(),
    );
    expect((await failureOf(verifyLayout(to))).code).toBe('LAYOUT_MISSING');
  });

  it('wants a layout, and an empty folder for it', async () => {
    const empty = await temporaryDirectory();
    expect((await failureOf(normalizeLayout(empty, join(empty, 'to')))).code).toBe('LAYOUT_MISSING');
    const layout = await sampleLayout(await temporaryDirectory());
    expect((await failureOf(normalizeLayout(layout.directory, layout.directory))).code).toBe('LAYOUT_NOT_EMPTY');
    await verifyLayout(layout.directory);
  });
});
