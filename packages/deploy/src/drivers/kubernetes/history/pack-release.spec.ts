import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../kube-object.ts';
import { packRelease, recordLimit, unpackRelease } from './pack-release.ts';

const object = (value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'large', namespace: 'dev' },
  data: { value },
});

describe('packing a release', () => {
  it('fits far more than a Secret holds, as long as it compresses', async () => {
    const release = { images: [], objects: [object('x'.repeat(4 * 1024 * 1024))] };
    const { text, isWhole } = await packRelease(release);
    expect(isWhole).toBe(true);
    expect(Buffer.from(text, 'base64').length).toBeLessThan(recordLimit);
    expect(await unpackRelease(text)).toEqual({ kind: 'whole', release });
  });

  it('keeps only the names of what is too large', async () => {
    const { text, isWhole } = await packRelease({
      images: [],
      objects: [object(randomBytes(recordLimit).toString('base64'))],
    });
    expect(isWhole).toBe(false);
    expect(Buffer.from(text, 'base64').length).toBeLessThan(1024);
    expect(await unpackRelease(text)).toMatchObject({
      kind: 'names',
      objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large', namespace: 'dev' } }],
    });
  });

  it('is the same for the same release', async () => {
    const release = { images: [], objects: [object('a')] };
    expect(await packRelease(release)).toEqual(await packRelease(release));
  });
});
