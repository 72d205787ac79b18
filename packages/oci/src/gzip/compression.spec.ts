import zlib, { gunzipSync } from 'node:zlib';
import { digestOf, isSlipwayError } from '@slipway/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../sample.spec.support.ts';
import { assertCompression, compress } from './compression.ts';

async function* pieces(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

const text = Buffer.from('A layer of some length that repeats itself. '.repeat(5000));

describe('compress', () => {
  it('gives the bytes that Node 20, 22 and 24 agree on', async () => {
    expect(digestOf(await collect(compress(pieces(text), 'gzip')))).toBe(
      'sha256:95d467c308567a1902f9c8dd3f5122cddcf62dd8f436b36d95931cb61f5c4643',
    );
  });

  it('names Unix in the header on every operating system', async () => {
    const gzip = await collect(compress(pieces(text), 'gzip'));
    // Level 1 says so in the ninth byte; there is no time and no name.
    expect(gzip.toString('hex', 0, 10)).toBe('1f8b0800000000000403');
  });

  it('does not depend on how the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.nat(5000), async (bytes, cut) => {
        const whole = await collect(compress(pieces(bytes), 'gzip'));
        const halves = await collect(compress(pieces(bytes.subarray(0, cut), bytes.subarray(cut)), 'gzip'));
        expect(halves.equals(whole)).toBe(true);
        expect(gunzipSync(whole).equals(bytes)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the bytes alone when asked to', async () => {
    expect((await collect(compress(pieces(text), 'none'))).equals(text)).toBe(true);
  });

  it('fails as its input fails', async () => {
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
      yield await Promise.resolve(text);
      throw new Error('the input broke');
    }
    await expect(collect(compress(broken(), 'gzip'))).rejects.toThrow('the input broke');
  });

  it('refuses zstd where Node has none, and takes it where it has', () => {
    let error: unknown;
    try {
      assertCompression('zstd', { createGzip: () => expect.unreachable() });
    } catch (thrown) {
      error = thrown;
    }
    expect(isSlipwayError(error) && error.code).toBe('COMPRESSION_UNSUPPORTED');
    const bindings = { createGzip: () => expect.unreachable(), createZstdCompress: () => expect.unreachable() };
    expect(() => assertCompression('zstd', bindings)).not.toThrow();
  });

  it.skipIf(!('createZstdCompress' in zlib))('compresses with zstd (needs node: zstd came with 22.15)', async () => {
    const zstd = await collect(compress(pieces(text), 'zstd'));
    expect(zstd.toString('hex', 0, 4)).toBe('28b52ffd');
    expect(zstd.length).toBeLessThan(text.length / 10);
  });
});
