import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRecord } from '@slipway/kit';
import { verifyLayout } from '@slipway/oci';
import { writeSampleLayout } from '@slipway/oci/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestWorkspace, type TestWorkspace } from '../testing/go-project.ts';
import { canMount, mountSmallDisk } from '../testing/small-disk.ts';
import { imageOutput, layoutPath } from './image-output.ts';
import { publishLayout, renderRecord } from './publish-layout.ts';

let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await createTestWorkspace({});
});
afterEach(() => workspace.remove());

const output = () => imageOutput(workspace.root, 'services/orders');

/** Publishes an image with this program, as a build does. */
async function publish(program: string) {
  const built = await writeSampleLayout(workspace.root, `built-${program}`, { program });
  const record: ImageRecord = {
    schema: 1,
    name: 'acme/orders',
    digest: built.digest,
    platforms: built.platforms,
    layout: layoutPath('services/orders'),
    size: built.size,
    driver: 'go',
  };
  try {
    return { record, published: await publishLayout(built.directory, output(), record) };
  } finally {
    await rm(built.directory, { recursive: true });
  }
}

async function expectWhole(record: ImageRecord) {
  expect((await verifyLayout(output().layout)).digest).toBe(record.digest);
  expect(await readFile(output().record, 'utf8')).toBe(renderRecord(record));
  expect((await readdir(output().folder)).sort()).toEqual(['image.json', 'oci']);
}

describe('publishLayout', () => {
  it('replaces an older image, and leaves no blob of it', async () => {
    await publish('one');
    const { record, published } = await publish('two');
    expect(published).toBe('written');
    await expectWhole(record);
  });

  it('writes nothing when nothing changed', async () => {
    await publish('one');
    const before = await readdir(join(output().layout, 'blobs/sha256'));
    expect((await publish('one')).published).toBe('unchanged');
    expect(await readdir(join(output().layout, 'blobs/sha256'))).toEqual(before);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'after new blobs were moved in',
      () => writeFile(join(output().layout, 'blobs/sha256', 'a'.repeat(64)), 'partial'),
    ],
    ['in the middle of a copy', () => writeFile(join(output().layout, 'index.json.0b0c'), 'partial')],
    ['before image.json', () => rm(output().record)],
    ['with image.json of the older image', () => writeFile(output().record, '{"schema":1}')],
    ['by a driver that left folders', () => mkdir(join(output().layout, 'ingest/x'), { recursive: true })],
  ])('leaves an image that can be used, and mends the rest, when a run was killed %s', async (_, leave) => {
    const { record: older } = await publish('one');
    await leave();
    expect((await verifyLayout(output().layout, { strays: 'allowed' })).digest).toBe(older.digest);
    const { record } = await publish('one');
    await expectWhole(record);
  });

  it('puts a layout in the place of a file', async () => {
    await mkdir(output().folder, { recursive: true });
    await writeFile(output().layout, 'no folder');
    await expectWhole((await publish('one')).record);
  });

  it('keeps the older image when the new one is no image', async () => {
    const { record } = await publish('one');
    // A folder without index.json is what a driver that was killed leaves behind.
    await mkdir(join(workspace.root, 'broken/blobs/sha256'), { recursive: true });
    await expect(publishLayout(join(workspace.root, 'broken'), output(), record)).rejects.toThrow('ENOENT');
    await expectWhole(record);
  });

  it.skipIf(!canMount())('changes nothing wherever the disk is full', async () => {
    let failures = 0;
    for (let kilobytes = 36, isFull = true; isFull; kilobytes += 4) {
      const unmount = mountSmallDisk(output().folder, kilobytes);
      try {
        const { record } = await publish('one');
        const error: unknown = await publish('two').catch((reason: unknown) => reason);
        isFull = error instanceof Error;
        if (!isFull) continue;
        failures += 1;
        expect(error).toMatchObject({ code: 'DISK_FULL' });
        await expectWhole(record);
      } finally {
        unmount();
      }
    }
    expect(failures).toBeGreaterThan(3);
  });
});

describe('layoutPath', () => {
  it.each([
    ['.', 'dist/oci'],
    ['services/orders', 'dist/services/orders/oci'],
  ])('of %s is %s', (root, path) => {
    expect(layoutPath(root)).toBe(path);
  });
});
