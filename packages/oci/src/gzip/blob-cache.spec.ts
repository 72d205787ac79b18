import { mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, digestOf } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failureOf, filesBelow, temporaryDirectories } from '../sample.spec.support.ts';
import { cachedBlob } from './blob-cache.ts';
import { pruneOldest } from './prune-oldest.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

const content = Buffer.from('compressed');
const digest = digestOf(content);

/** A source that counts how often it was read. */
function counted(): { readonly make: () => AsyncIterable<Uint8Array>; readonly times: () => number } {
  let times = 0;
  return {
    make: async function* () {
      times += 1;
      yield await Promise.resolve(content);
    },
    times: () => times,
  };
}

describe('cachedBlob', () => {
  it('makes a blob once', async () => {
    const cache = await temporaryDirectory();
    const source = counted();
    const first = await cachedBlob(cache, 'key', source.make);
    expect(first).toEqual({ digest, size: content.length, file: join(cache, 'blobs', digestHex(digest)) });
    expect(await cachedBlob(cache, 'key', source.make)).toEqual(first);
    expect(source.times()).toBe(1);
    expect(await cachedBlob(cache, 'other', source.make)).toEqual(first);
    expect(source.times()).toBe(2);
  });

  it.each<readonly [string, (cache: string, blob: string) => Promise<void>]>([
    ['another blob of the same size', (_, blob) => writeFile(blob, 'x'.repeat(content.length))],
    ['a truncated blob', (_, blob) => truncate(blob, 3)],
    ['no blob', (_, blob) => rm(blob)],
    ['a key that is no digest', (cache) => writeFile(join(cache, 'keys', 'key'), 'nonsense')],
    ['an empty key', (cache) => truncate(join(cache, 'keys', 'key'), 0)],
    ['a key that leads out', (cache) => writeFile(join(cache, 'keys', 'key'), 'sha256:../../../etc/passwd')],
  ])('heals itself when it finds %s', async (_, damage) => {
    const cache = await temporaryDirectory();
    const source = counted();
    const { file } = await cachedBlob(cache, 'key', source.make);
    await damage(cache, file);
    expect((await cachedBlob(cache, 'key', source.make)).digest).toBe(digest);
    expect(await readFile(file)).toEqual(content);
    expect(source.times()).toBe(2);
  });

  it('serves many builds at once', async () => {
    const cache = await temporaryDirectory();
    const blobs = await Promise.all(Array.from({ length: 20 }, () => cachedBlob(cache, 'key', counted().make)));
    expect(new Set(blobs.map((blob) => blob.digest))).toEqual(new Set([digest]));
    expect(await filesBelow(cache)).toEqual([`blobs/${digestHex(digest)}`, 'keys/key']);
  });

  it('leaves nothing when making fails', async () => {
    const cache = await temporaryDirectory();
    const broken = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield await Promise.resolve(content);
      throw new Error('the source broke');
    };
    await expect(cachedBlob(cache, 'key', broken)).rejects.toThrow('the source broke');
    expect(await filesBelow(cache)).toEqual([]);
  });

  it('says that its folder cannot be made', async () => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, '');
    const error = await failureOf(cachedBlob(join(file, 'cache'), 'key', counted().make));
    expect(error.code).toBe('WRITE_FAILED');
    expect(error.message).toContain('a file is in the way');
  });
});

describe('pruneOldest', () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

  it('removes the longest unused beyond the limit, and leftovers, but nothing used lately', async () => {
    const directory = await temporaryDirectory();
    await mkdir(directory, { recursive: true });
    for (const [name, hours] of [
      ['old', 5],
      ['older', 6],
      ['recent', 3],
      ['now', 0],
      ['.tmp-dead', 2],
      ['.tmp-alive', 0],
    ] as const) {
      await writeFile(join(directory, name), Buffer.alloc(10));
      await utimes(join(directory, name), hoursAgo(hours), hoursAgo(hours));
    }
    await pruneOldest(directory, 40, (name) => name.startsWith('.tmp-'));
    expect((await readdir(directory)).sort()).toEqual(['.tmp-alive', 'now', 'recent']);
    await pruneOldest(directory, 0, () => false);
    expect((await readdir(directory)).sort()).toEqual(['.tmp-alive', 'now']);
  });
});
