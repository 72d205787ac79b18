import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findMainPackages } from './find-main-packages.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'main-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

describe('findMainPackages', () => {
  it('finds the root and every folder below cmd, sorted', async () => {
    const root = await project({
      'main.go': 'package main',
      'cmd/worker/main.go': 'package main',
      'cmd/orders/doc.go': '// Package comment.\npackage main',
      'cmd/shared/shared.go': 'package shared',
      'cmd/_old/main.go': 'package main',
      'cmd/README.md': 'package main',
      'internal/x/main.go': 'package main',
    });
    expect(findMainPackages(root)).toEqual(['.', './cmd/orders', './cmd/worker']);
  });

  it('does not take a library, a test or a generator for a program', async () => {
    const root = await project({
      'lib.go': 'package lib',
      'main_test.go': 'package main',
      'gen.go': '//go:build ignore\n\npackage main',
      'old.go': '// +build ignore\n\npackage main',
    });
    expect(findMainPackages(root)).toEqual([]);
    expect(findMainPackages(join(root, 'absent'))).toEqual([]);
  });

  it('fails for no folder that cannot be read', async () => {
    const root = await project({ 'main.go': 'package main' });
    await symlink('cmd', join(root, 'cmd'));
    expect(findMainPackages(root)).toEqual(['.']);
  });

  it.skipIf(process.getuid?.() === 0)('fails for no file that cannot be read (skipped for root, who may)', async () => {
    const root = await project({ 'a.go': 'package main', 'cmd/orders/main.go': 'package main' });
    await chmod(join(root, 'a.go'), 0);
    expect(findMainPackages(root)).toEqual(['./cmd/orders']);
  });
});
