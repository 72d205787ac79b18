import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDifference } from './install.mjs';

type Packages = Readonly<Record<string, object>>;

describe('findDifference', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'slipway-install-spec-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const left = { version: '1.0.0', integrity: 'sha512-left' };
  const native = { version: '2.0.0', optional: true };

  it.each<[string, Packages, Packages | undefined, string | undefined]>([
    ['nothing installed', { '': {}, 'node_modules/left': left }, undefined, 'node_modules is missing or incomplete'],
    ['the same', { '': {}, 'node_modules/left': left }, { 'node_modules/left': left }, undefined],
    [
      'another version',
      { 'node_modules/left': left },
      { 'node_modules/left': { ...left, version: '1.0.1' } },
      'node_modules/left has another version',
    ],
    [
      'other content',
      { 'node_modules/left': left },
      { 'node_modules/left': { ...left, integrity: 'sha512-other' } },
      'node_modules/left has another version',
    ],
    ['one missing', { 'node_modules/left': left }, {}, 'node_modules/left is not installed'],
    ['one of another platform missing', { 'node_modules/native': native }, {}, undefined],
    ['one too many', {}, { 'node_modules/left': left }, 'node_modules/left is not in the lockfile'],
  ])('%s', async (_, wanted, installed, difference) => {
    await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    if (installed !== undefined) {
      await mkdir(join(root, 'node_modules'));
      await writeFile(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
    }
    expect(findDifference(root)).toBe(difference);
  });
});
