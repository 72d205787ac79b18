import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packFolders } from './pack.mjs';
import { createCommandRunner } from './setup/command.mjs';

const exec = promisify(execFile);
const files: readonly (readonly [string, string])[] = [
  ['dist/index.js', 'export const one = 1;\n'],
  ['bin/tool.js', '#!/usr/bin/env node\n'],
  ['src/index.ts', 'export const one = 1;\n'],
  ['notes.txt', 'not for the public\n'],
];
const manifest = {
  name: 'one',
  version: '1.2.3',
  type: 'module',
  bin: { tool: './bin/tool.js' },
  files: ['dist', 'bin'],
  exports: { '.': { '@slipway/source': './src/index.ts', default: './dist/index.js' } },
};

describe('pack', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-pack-spec-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('publishes what «files» says, without the condition that leads to sources', async () => {
    const tarball = await packOnce(await writePackage('a', files));
    const { stdout } = await exec('tar', ['-tzf', tarball.file]);
    expect(stdout.trim().split('\n').sort()).toEqual([
      'package/bin/tool.js',
      'package/dist/index.js',
      'package/package.json',
    ]);
    const published = await exec('tar', ['-xzOf', tarball.file, 'package/package.json']);
    expect(JSON.parse(published.stdout)).toEqual({ ...manifest, exports: { '.': { default: './dist/index.js' } } });
  });

  it('gives the same bytes for the same content, whatever the modes, times and order of the files', async () => {
    const one = await packOnce(await writePackage('a', files));
    const other = await writePackage('b', files.toReversed());
    await chmod(join(other, 'dist/index.js'), 0o600);
    await utimes(join(other, 'dist/index.js'), 1_000_000, 1_000_000);
    expect((await packOnce(other)).sha256).toBe(one.sha256);
  });

  it('gives other bytes for other content', async () => {
    const one = await packOnce(await writePackage('a', files));
    const other = await writePackage('b', files);
    await writeFile(join(other, 'dist/index.js'), 'export const one = 2;\n');
    expect((await packOnce(other)).sha256).not.toBe(one.sha256);
  });

  async function writePackage(name: string, content: typeof files): Promise<string> {
    const path = join(folder, name);
    for (const [file, text] of [...content, ['package.json', JSON.stringify(manifest)] as const]) {
      await mkdir(join(path, file, '..'), { recursive: true });
      await writeFile(join(path, file), text);
    }
    return path;
  }

  async function packOnce(path: string): Promise<{ readonly file: string; readonly sha256: string }> {
    const [packed] = await packFolders(createCommandRunner(), [path], `${path}-packed`);
    if (packed === undefined) throw new Error('nothing was packed');
    return packed;
  }
});
