import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, digestOf } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  failureOf,
  filesBelow,
  sampleLayer,
  sampleLayout,
  sampleSource,
  temporaryDirectories,
} from '../sample.spec.support.ts';
import { blobFile } from './layout.ts';
import { packLayer } from './pack-layer.ts';
import { verifyLayout } from './verify-layout.ts';
import { writeLayout } from './write-layout.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

describe('writeLayout', () => {
  it('makes a manifest the root of an image for one platform', async () => {
    const layout = await sampleLayout(await temporaryDirectory());
    expect(layout).toMatchObject({
      digest: 'sha256:b104c6a4cf5d1f509bc236d1f18d61499998812de6d97586be7233f8760c3aa0',
      root: { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: layout.digest },
      platforms: ['linux/amd64'],
    });
    expect(JSON.parse(await readFile(join(layout.directory, 'index.json'), 'utf8'))).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [layout.root],
    });
    expect(await filesBelow(layout.directory)).toEqual(
      [...layout.blobs.map(({ digest }) => `blobs/sha256/${digestHex(digest)}`), 'index.json', 'oci-layout'].sort(),
    );
  });

  it('writes a configuration with sorted maps, an epoch and a line of history for each layer', async () => {
    const layout = await sampleLayout(await temporaryDirectory());
    const [image] = layout.images;
    expect(await readFile(blobFile(layout.directory, image!.manifest.config.digest), 'utf8')).toBe(
      JSON.stringify({
        created: '1970-01-01T00:00:00Z',
        architecture: 'amd64',
        os: 'linux',
        config: { User: '65532:65532', Entrypoint: ['/app'], Labels: { a: '1', b: '2' } },
        rootfs: { type: 'layers', diff_ids: image!.config.rootfs.diff_ids },
        history: [
          { created: '1970-01-01T00:00:00Z', created_by: 'sample base' },
          { created: '1970-01-01T00:00:00Z', created_by: 'sample program for linux/amd64' },
        ],
      }),
    );
  });

  it('makes an index the root for several platforms, in whatever order they come', async () => {
    const there = await sampleLayout(await temporaryDirectory(), ['linux/arm64', 'linux/amd64', 'linux/arm/v6']);
    const back = await sampleLayout(await temporaryDirectory(), ['linux/arm/v6', 'linux/amd64', 'linux/arm64']);
    expect(there.digest).toBe('sha256:7fd3682a069284855290c31d38e8b362996659ec2ef9a0c4908369a675918d35');
    expect(back.digest).toBe(there.digest);
    expect(there.root.mediaType).toBe('application/vnd.oci.image.index.v1+json');
    expect(there.platforms).toEqual(['linux/amd64', 'linux/arm/v6', 'linux/arm64']);
    // The base layer is one blob: 1 base + 3 programs + 3 configurations + 3 manifests + 1 index.
    expect(there.blobs).toHaveLength(11);
    await verifyLayout(there.directory);
  });

  it('gives equal sources one digest, with a cold and a warm cache', async () => {
    const directory = await temporaryDirectory();
    const source = await sampleSource(join(directory, 'cache'));
    const first = await writeLayout(join(directory, 'first'), [source]);
    const second = await writeLayout(join(directory, 'second'), [await sampleSource(join(directory, 'cache'))]);
    expect(second.digest).toBe(first.digest);
    const later = await writeLayout(join(directory, 'later'), [{ ...source, sourceDateEpoch: 1 }]);
    expect(later.digest).not.toBe(first.digest);
    expect(later.images[0]?.config.created).toBe('1970-01-01T00:00:01Z');
  });

  it('refuses a folder with something in it, and leaves that alone', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'mine'), 'text');
    const error = await failureOf(
      writeLayout(directory, [await sampleSource(join(await temporaryDirectory(), 'cache'))]),
    );
    expect(error.code).toBe('LAYOUT_NOT_EMPTY');
    expect(error.details).toEqual(['found: mine']);
    expect(await filesBelow(directory)).toEqual(['mine']);
  });

  it.each([
    ['no platform', []],
    ['a platform twice', ['linux/arm', 'linux/arm/v7']],
  ])('refuses %s', async (_, platforms) => {
    const directory = await temporaryDirectory();
    const images = await Promise.all(platforms.map((platform) => sampleSource(join(directory, 'cache'), platform)));
    expect((await failureOf(writeLayout(join(directory, 'layout'), images))).code).toBe('LAYOUT_INVALID');
  });

  it('refuses a packed layer that somebody changed meanwhile', async () => {
    const directory = await temporaryDirectory();
    const source = await sampleSource(join(directory, 'cache'));
    const [layer] = source.layers;
    await writeFile(layer!.file, Buffer.alloc(layer!.descriptor.size));
    const error = await failureOf(writeLayout(join(directory, 'layout'), [source]));
    expect(error.code).toBe('LAYOUT_INVALID');
    expect(error.details).toEqual([`${layer!.descriptor.digest} has other content than its digest says`]);
    expect(await filesBelow(join(directory, 'layout'))).toEqual([]);
  });

  it('stores layers uncompressed when asked to', async () => {
    const cacheDir = await temporaryDirectory();
    const layer = await packLayer({ entries: [], createdBy: 'nothing' }, { cacheDir, compression: 'none' });
    expect(layer.descriptor).toMatchObject({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      digest: layer.diffId,
      size: 1024,
    });
  });

  const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts();
  it.skipIf(!canMount)(
    'leaves no wrong file wherever the disk is full (needs root, to mount a small disk)',
    async () => {
      const cacheDir = await temporaryDirectory();
      const content = Buffer.from(Array.from({ length: 60_000 }, (_, at) => (at * at * 7919) >>> 8));
      const big = await packLayer(
        { entries: [{ kind: 'file', path: 'big', mode: 0o644, content }], createdBy: 'big' },
        { cacheDir, compression: 'none' },
      );
      const source = { ...(await sampleSource(cacheDir)), layers: [await sampleLayer(cacheDir), big] };
      let failures = 0;
      for (let kilobytes = 4; ; kilobytes += 4) {
        const layout = join(await smallDisk(kilobytes), 'layout');
        const result = await writeLayout(layout, [source]).catch((error: unknown) => error);
        if (!(result instanceof Error)) {
          await verifyLayout(layout);
          break;
        }
        failures += 1;
        expect(result).toMatchObject({ code: 'DISK_FULL' });
        expect(result.message).toContain('the disk is full');
        for (const path of await filesBelow(layout).catch(() => [])) {
          if (path !== 'oci-layout')
            expect(path).toBe(`blobs/sha256/${digestHex(digestOf(await readFile(join(layout, path))))}`);
        }
      }
      expect(failures).toBeGreaterThan(15);
    },
  );
});

/** An empty disk of that size, gone when the test is over. */
async function smallDisk(kilobytes: number): Promise<string> {
  const disk = await temporaryDirectory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', [disk]));
  return disk;
}

/** Whether this machine lets us mount anything. Tried where nobody else sees it. */
function mounts(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
