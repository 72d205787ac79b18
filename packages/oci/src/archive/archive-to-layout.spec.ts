import { execFileSync } from 'node:child_process';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestHex, digestOf, parseReference } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { foreignLayout, foreignParts, ociTypes } from '../foreign.spec.support.ts';
import { blobFile, type Layout } from '../layout/layout.ts';
import { verifyLayout } from '../layout/verify-layout.ts';
import { failureOf, filesBelow, sampleLayout, tarOf, temporaryDirectories, textEntry } from '../sample.spec.support.ts';
import type { TarEntry } from '../tar/tar-entry.ts';
import { archiveToLayout } from './archive-to-layout.ts';
import { layoutToArchive } from './layout-to-archive.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

/** Converts, and holds the result to everything a layout of ours promises. */
const convert = async (directory: string, source: string): Promise<Layout> => {
  const to = join(directory, 'converted');
  const layout = await archiveToLayout(source, to, { cacheDir: join(directory, 'cache') });
  expect(await verifyLayout(to)).toEqual(layout);
  return layout;
};

const fail = async (entries: readonly TarEntry[]) => {
  const directory = await temporaryDirectory();
  const archive = join(directory, 'image.tar');
  await writeFile(archive, await tarOf(entries));
  const error = await failureOf(
    archiveToLayout(archive, join(directory, 'to'), { cacheDir: join(directory, 'cache') }),
  );
  expect(await filesBelow(join(directory, 'to')).catch(() => [])).toEqual([]);
  return error;
};

const file = (path: string, content: Uint8Array): TarEntry => ({ kind: 'file', path, mode: 0o644, content });
const json = (path: string, value: unknown): TarEntry => textEntry(path, JSON.stringify(value));

/** The form of docker 20.10: `<id>/layer.tar`, a repeated layer as a link, the configuration under its digest. */
const dockerArchive = async (layerOf: (tar: Buffer) => Uint8Array = (tar) => tar): Promise<readonly TarEntry[]> => {
  const { tar, diffId, config } = await foreignParts('amd64');
  const bytes = Buffer.from(JSON.stringify({ ...config, rootfs: { type: 'layers', diff_ids: [diffId, diffId] } }));
  const name = `${digestHex(digestOf(bytes))}.json`;
  return [
    file(name, bytes),
    file('aaa/layer.tar', layerOf(tar)),
    textEntry('aaa/json', '{}'),
    { kind: 'symlink', path: 'bbb/layer.tar', target: '../aaa/layer.tar' },
    textEntry('repositories', '{}'),
    json('manifest.json', [{ Config: name, RepoTags: ['x:latest'], Layers: ['aaa/layer.tar', 'bbb/layer.tar'] }]),
  ];
};

const writeArchive = async (directory: string, entries: readonly TarEntry[]): Promise<string> => {
  const archive = join(directory, 'image.tar');
  await writeFile(archive, await tarOf(entries));
  return archive;
};

describe('archiveToLayout', () => {
  it('gives an image of ours back with its own digest', async () => {
    const directory = await temporaryDirectory();
    const layout = await sampleLayout(directory);
    const archive = join(directory, 'image.tar');
    await layoutToArchive(layout.directory, archive, { reference: parseReference('slipway/orders:v1') });
    expect((await convert(directory, archive)).digest).toBe(layout.digest);
  });

  it('gives an image of ours back that went through a store that only keeps plain tars', async () => {
    const directory = await temporaryDirectory();
    const layout = await sampleLayout(directory);
    const { manifest } = layout.images[0]!;
    const read = (digest: (typeof manifest.config)['digest']) => readFile(blobFile(layout.directory, digest));
    const layers = await Promise.all(
      manifest.layers.map(async ({ digest }, at) =>
        file(`${at}/layer.tar`, execFileSync('gunzip', { input: await read(digest) })),
      ),
    );
    const config = `${digestHex(manifest.config.digest)}.json`;
    const archive = await writeArchive(directory, [
      ...layers,
      file(config, await read(manifest.config.digest)),
      json('manifest.json', [{ Config: config, RepoTags: null, Layers: layers.map(({ path }) => path) }]),
    ]);
    expect((await convert(directory, archive)).digest).toBe(layout.digest);
  });

  it('follows the links that docker save makes for repeated layers', async () => {
    const directory = await temporaryDirectory();
    const layout = await convert(directory, await writeArchive(directory, await dockerArchive()));
    const [first, second] = layout.images[0]!.manifest.layers;
    expect(first).toEqual(second);
    expect(layout.blobs).toHaveLength(3);
    expect(layout.platforms).toEqual(['linux/amd64']);
  });

  it('keeps layers that are compressed already', async () => {
    const directory = await temporaryDirectory();
    const layout = await convert(
      directory,
      await writeArchive(directory, await dockerArchive((tar) => gzipSync(tar, { level: 9 }))),
    );
    const { tar } = await foreignParts('amd64');
    expect(layout.images[0]?.manifest.layers[0]?.digest).toBe(digestOf(gzipSync(tar, { level: 9 })));
  });

  it.each(['ustar', 'gnu', 'pax'])('reads a layout that tar(1) packed as %s', async (format) => {
    const directory = await temporaryDirectory();
    const foreign = await foreignLayout(join(directory, 'foreign'));
    const image = await foreign.image('arm64', ociTypes);
    await foreign.finish(image);
    const archive = join(directory, 'image.tar');
    execFileSync('tar', [`--format=${format}`, '-C', foreign.directory, '-cf', archive, '.']);
    expect((await convert(directory, archive)).digest).toBe(image.digest);
    expect((await archiveToLayout(foreign.directory, join(directory, 'again'), { cacheDir: directory })).digest).toBe(
      image.digest,
    );
  });

  it('refuses an archive cut off anywhere', async () => {
    const directory = await temporaryDirectory();
    const archive = await writeArchive(directory, await dockerArchive());
    const { length } = await readFile(archive);
    for (let size = length - 1024; size >= 0; size -= 257) {
      await truncate(archive, size);
      const error = await failureOf(archiveToLayout(archive, join(directory, 'to'), { cacheDir: directory }));
      expect(error.code).toBe('ARCHIVE_INVALID');
    }
  });

  it('refuses a layer or configuration of other content', async () => {
    const swapped = await fail(await dockerArchive(() => Buffer.from('another tar')));
    expect(swapped.code).toBe('ARCHIVE_INVALID');
    expect(swapped.details).toHaveLength(2);
    expect(swapped.message).toMatch(/the layer aaa\/layer.tar is sha256:\w+, not sha256:\w+/);
    const entries = await dockerArchive();
    const config = entries.find(({ path }) => path.endsWith('.json'))!.path;
    const changed = await fail(
      entries.map((entry) =>
        entry.path === config
          ? textEntry(config, '{"os":"linux","architecture":"arm64","rootfs":{"diff_ids":[]}}')
          : entry,
      ),
    );
    expect(changed.message).toContain('other content than its name says');
  });

  it('refuses a layer that was left out', async () => {
    const entries = (await dockerArchive()).filter(({ path }) => path !== 'manifest.json');
    const config = entries.find(({ path }) => path.endsWith('.json'))!.path;
    const error = await fail([...entries, json('manifest.json', [{ Config: config, Layers: ['aaa/layer.tar'] }])]);
    expect(error).toMatchObject({
      code: 'ARCHIVE_INVALID',
      details: ['it has 1 layers, but its configuration lists 2'],
    });
  });

  it.each<readonly [string, readonly TarEntry[], string]>([
    ['neither a layout nor a docker archive', [textEntry('README', 'x')], 'neither an index.json nor a manifest.json'],
    ['a manifest.json of another shape', [json('manifest.json', { Config: 'x' })], 'is not the list of images'],
    ['a manifest.json that is no JSON', [textEntry('manifest.json', '[')], 'is not JSON'],
    ['no image', [json('manifest.json', [])], 'it holds 0 images'],
    [
      'two images',
      [
        json('manifest.json', [
          { Config: 'a', Layers: [] },
          { Config: 'b', Layers: [] },
        ]),
      ],
      'it holds 2 images',
    ],
    ['a missing configuration', [json('manifest.json', [{ Config: 'a.json', Layers: [] }])], 'a.json is missing'],
    [
      'a configuration outside the archive',
      [json('manifest.json', [{ Config: '../../etc/passwd', Layers: [] }])],
      'passwd is missing',
    ],
    [
      'a missing layer',
      [
        textEntry('a.json', '{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[]}}'),
        json('manifest.json', [{ Config: 'a.json', Layers: ['x/layer.tar'] }]),
      ],
      'x/layer.tar is missing',
    ],
    ['links in a circle', [{ kind: 'symlink', path: 'manifest.json', target: 'manifest.json' }], 'neither'],
    ['a link out of the archive', [{ kind: 'symlink', path: 'manifest.json', target: '/etc/passwd' }], 'neither'],
  ])('refuses %s', async (_, entries, reason) => {
    const error = await fail(entries);
    expect(error.code).toBe('ARCHIVE_INVALID');
    expect(error.message).toContain(reason);
  });

  it('says that a gzip archive must be unpacked first, and that a file is missing', async () => {
    const directory = await temporaryDirectory();
    const archive = join(directory, 'image.tar.gz');
    await writeFile(archive, gzipSync(await tarOf(await dockerArchive())));
    expect((await failureOf(archiveToLayout(archive, join(directory, 'to'), { cacheDir: directory }))).hint).toContain(
      'gunzip',
    );
    expect(
      (await failureOf(archiveToLayout(join(directory, 'no'), join(directory, 'to'), { cacheDir: directory }))).code,
    ).toBe('FILE_UNREADABLE');
  });
});
