import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, parsePlatform, parseReference } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { blobPath } from '../layout/file-tree.ts';
import { blobFile } from '../layout/layout.ts';
import { failureOf, filesBelow, sampleLayout, temporaryDirectories } from '../sample.spec.support.ts';
import { layoutToArchive } from './layout-to-archive.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

const extract = (archive: string, path: string): Buffer => execFileSync('tar', ['-xOf', archive, path]);
const reference = parseReference('slipway/orders:v1');

describe('layoutToArchive', () => {
  it('writes one descriptor, the platform manifest, under its full name, and one entry for older engines', async () => {
    const directory = await temporaryDirectory();
    const layout = await sampleLayout(directory, ['linux/amd64', 'linux/arm64']);
    const archive = join(directory, 'deep', 'image.tar');
    await layoutToArchive(layout.directory, archive, { reference, platform: parsePlatform('linux/arm64') });
    const image = layout.images.find(({ platform }) => platform.architecture === 'arm64')!;
    expect(JSON.parse(extract(archive, 'index.json').toString())).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest: image.descriptor.digest,
          size: image.descriptor.size,
          platform: { os: 'linux', architecture: 'arm64' },
          annotations: {
            'io.containerd.image.name': 'docker.io/slipway/orders:v1',
            'org.opencontainers.image.ref.name': 'v1',
          },
        },
      ],
    });
    const { config, layers } = image.manifest;
    expect(JSON.parse(extract(archive, 'manifest.json').toString())).toEqual([
      {
        Config: blobPath(config.digest),
        RepoTags: ['slipway/orders:v1'],
        Layers: layers.map(({ digest }) => blobPath(digest)),
      },
    ]);
    const listing = execFileSync('tar', ['-tf', archive]).toString().trim().split('\n');
    const blobs = [image.descriptor, config, ...layers].map(({ digest }) => blobPath(digest));
    expect(listing).toEqual(['blobs/', 'blobs/sha256/', ...blobs.sort(), 'index.json', 'manifest.json', 'oci-layout']);
    for (const { digest } of [config, ...layers]) expect(digestOf(extract(archive, blobPath(digest)))).toBe(digest);
  });

  it('takes the only platform there is, and writes the same archive each time', async () => {
    const directory = await temporaryDirectory();
    const layout = await sampleLayout(directory);
    for (const name of ['a.tar', 'b.tar'])
      await layoutToArchive(layout.directory, join(directory, name), { reference });
    expect(await readFile(join(directory, 'a.tar'))).toEqual(await readFile(join(directory, 'b.tar')));
  });

  it('asks which of several platforms, and refuses one that is not there', async () => {
    const directory = await temporaryDirectory();
    const { directory: layout } = await sampleLayout(directory, ['linux/amd64', 'linux/arm64']);
    const archive = join(directory, 'image.tar');
    const unsaid = await failureOf(layoutToArchive(layout, archive, { reference }));
    expect(unsaid.message).toContain('an archive holds one platform');
    const absent = await failureOf(
      layoutToArchive(layout, archive, { reference, platform: parsePlatform('linux/s390x') }),
    );
    expect(absent).toMatchObject({
      code: 'PLATFORMS_DIFFER',
      summary: expect.stringContaining('not for linux/s390x') as string,
    });
  });

  it('refuses a name without a tag, a folder without a layout and a layer that is gone, and leaves no file', async () => {
    const directory = await temporaryDirectory();
    const layout = await sampleLayout(directory);
    const archive = join(directory, 'out', 'image.tar');
    const untagged = await failureOf(
      layoutToArchive(layout.directory, archive, { reference: parseReference('slipway/orders') }),
    );
    expect(untagged.code).toBe('REFERENCE_INVALID');
    expect((await failureOf(layoutToArchive(join(directory, 'no'), archive, { reference }))).code).toBe(
      'LAYOUT_MISSING',
    );
    await rm(blobFile(layout.directory, layout.images[0]!.manifest.layers[0]!.digest));
    expect((await failureOf(layoutToArchive(layout.directory, archive, { reference }))).code).toBe('FILE_UNREADABLE');
    expect(await filesBelow(join(directory, 'out'))).toEqual([]);
  });
});
