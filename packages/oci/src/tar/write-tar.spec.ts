import { execFileSync } from 'node:child_process';
import { chmod, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, failureOf, tarOf, temporaryDirectories, textEntry } from '../sample.spec.support.ts';
import { planTar } from './plan-tar.ts';
import type { TarEntry } from './tar-entry.ts';
import { tarChunks } from './write-tar.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

const entries: readonly TarEntry[] = [
  { kind: 'file', path: 'app/server', mode: 0o755, content: Buffer.alloc(700, 'x') },
  { kind: 'directory', path: 'home/nonroot', mode: 0o700, uid: 65532, gid: 65532 },
  { kind: 'directory', path: 'tmp', mode: 0o1777 },
  { kind: 'symlink', path: 'etc/localtime', target: '../usr/share/zoneinfo/UTC' },
  textEntry(`${'deep/'.repeat(25)}${'n'.repeat(90)}`, 'long'),
];

describe('tarChunks', () => {
  it('writes one tar on every machine', async () => {
    const tar = await collect(tarChunks(planTar(entries, { mtime: 1_700_000_000 })));
    expect(digestOf(tar)).toBe('sha256:08bae3a29cb9946c6d5c4f54fb77434d9f746eaa16f96319814fe6323e0d3bfb');
  });

  it('writes what tar(1) reads', async () => {
    const listing = execFileSync('tar', ['--numeric-owner', '--full-time', '--utc', '-tvf', '-'], {
      input: await tarOf(entries),
    });
    const lines = listing.toString().replaceAll(/ +/g, ' ').trim().split('\n');
    expect(lines).toContain('-rwxr-xr-x 0/0 700 1970-01-01 00:00:00 app/server');
    expect(lines).toContain('drwx------ 65532/65532 0 1970-01-01 00:00:00 home/nonroot/');
    expect(lines).toContain('drwxrwxrwt 0/0 0 1970-01-01 00:00:00 tmp/');
    expect(lines).toContain('lrwxrwxrwx 0/0 0 1970-01-01 00:00:00 etc/localtime -> ../usr/share/zoneinfo/UTC');
    expect(lines.some((line) => line.endsWith(` ${'deep/'.repeat(25)}${'n'.repeat(90)}`))).toBe(true);
  });

  it('gives a file from disk the same bytes as one from memory, whatever its mode and time', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'program');
    for (const size of [0, 1, 511, 512, 513, 300_000]) {
      const content = Buffer.alloc(size, 'program');
      await writeFile(file, content);
      await chmod(file, 0o600);
      await utimes(file, 1, 1);
      const fromDisk = await tarOf([{ kind: 'file', path: 'p', mode: 0o755, content: { file } }]);
      expect(fromDisk.equals(await tarOf([{ kind: 'file', path: 'p', mode: 0o755, content }]))).toBe(true);
    }
  });

  it('says that a file is missing', async () => {
    const directory = await temporaryDirectory();
    const error = await failureOf(
      tarOf([{ kind: 'file', path: 'p', mode: 0o755, content: { file: join(directory, 'no') } }]),
    );
    expect(error.code).toBe('FILE_UNREADABLE');
    expect(error.summary).toContain('does not exist');
    expect(
      (await failureOf(tarOf([{ kind: 'file', path: 'p', mode: 0o755, content: { file: directory } }]))).code,
    ).toBe('FILE_UNREADABLE');
  });

  it.each([
    ['shrinks', 400_000],
    ['grows', 3_000_000],
  ])('fails when a file %s while it is read', async (_, newSize) => {
    const file = join(await temporaryDirectory(), 'program');
    await writeFile(file, Buffer.alloc(2_000_000));
    const chunks = tarChunks(planTar([{ kind: 'file', path: 'p', mode: 0o755, content: { file } }]));
    await chunks.next();
    await chunks.next();
    await truncate(file, newSize);
    expect((await failureOf(collect(chunks))).code).toBe('FILE_CHANGED');
  });
});
