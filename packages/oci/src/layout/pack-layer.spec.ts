import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  collect,
  failureOf,
  filesBelow,
  sampleLayer,
  tarOf,
  temporaryDirectories,
  textEntry,
} from '../sample.spec.support.ts';
import { fileChunks } from '../blobs/hash-chunks.ts';
import { packLayer, packTar } from './pack-layer.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

describe('packLayer', () => {
  it('names the uncompressed tar, and the blob that lies on disk', async () => {
    const layer = await sampleLayer(await temporaryDirectory());
    expect(layer.diffId).toBe(digestOf(await tarOf([textEntry('etc/greeting', 'hello')])));
    const blob = await collect(fileChunks(layer.file));
    expect(layer.descriptor).toEqual({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: digestOf(blob),
      size: blob.length,
    });
    expect(layer.createdBy).toBe('sample hello');
  });

  it('keeps the ways to compress apart in the cache', async () => {
    const cacheDir = await temporaryDirectory();
    const source = { entries: [textEntry('a', 'b')], createdBy: 'x' };
    const gzip = await packLayer(source, { cacheDir });
    const none = await packLayer(source, { cacheDir, compression: 'none' });
    expect(none.diffId).toBe(gzip.diffId);
    expect(none.descriptor.digest).toBe(none.diffId);
    expect(gzip.descriptor.digest).not.toBe(none.descriptor.digest);
    expect((await readdir(join(cacheDir, 'keys'))).length).toBe(2);
  });

  it('puts the time into every entry', async () => {
    const cacheDir = await temporaryDirectory();
    const source = { entries: [textEntry('a', 'b')], createdBy: 'x' };
    const [epoch, zero, later] = await Promise.all([
      packLayer(source, { cacheDir }),
      packLayer({ ...source, mtime: 0 }, { cacheDir }),
      packLayer({ ...source, mtime: 1 }, { cacheDir }),
    ]);
    expect(zero.diffId).toBe(epoch.diffId);
    expect(later.diffId).not.toBe(epoch.diffId);
  });

  it('writes no layer of a file that was replaced between its two readings', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'program');
    await writeFile(file, 'first');
    let readings = 0;
    const read = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      readings += 1;
      if (readings === 2) await writeFile(file, 'other');
      yield* fileChunks(file);
    };
    const error = await failureOf(packTar(read, { cacheDir: join(directory, 'cache') }));
    expect(error.code).toBe('FILE_CHANGED');
    expect(await filesBelow(join(directory, 'cache'))).toEqual([]);
  });

  it('refuses a path before it writes anything', async () => {
    const directory = await temporaryDirectory();
    const error = await failureOf(
      packLayer({ entries: [textEntry('../x', '')], createdBy: 'x' }, { cacheDir: join(directory, 'cache') }),
    );
    expect(error.code).toBe('TAR_ENTRY_INVALID');
    expect(await filesBelow(directory)).toEqual([]);
  });
});
