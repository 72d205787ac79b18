import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeWorkspace, writeFiles, type Files } from '../testing/make-workspace.ts';
import { createDependencies } from './create-dependencies.ts';
import { edgeContextOf, edgesOf } from './testing/edges-of.ts';

async function edgesIn(files: Files): Promise<readonly string[]> {
  return edgesOf(await makeWorkspace(onTestFinished, files), files);
}

const importing = (...paths: readonly string[]) =>
  `package p\n\nimport (\n${paths.map((path) => `\t"${path}"\n`).join('')})\n`;

describe('createDependencies', () => {
  it('draws one edge per pair of projects, from any file', async () => {
    const files = {
      'app/go.mod': 'module a.b/app\n',
      'app/a_test.go': importing('testing', 'a.b/lib/deep'),
      'app/b_windows.go': importing('a.b/win'),
      'app/c.go': importing('a.b/lib', 'a.b/app/internal/x', 'golang.org/x/mod'),
      'lib/go.mod': 'module a.b/lib\n',
      'lib/lib.go': 'package lib\n',
      'win/go.mod': 'module a.b/win\n',
      'win/win.go': 'package win\n',
    };
    expect(await edgesIn(files)).toEqual(['app -> lib (app/a_test.go)', 'app -> win (app/b_windows.go)']);
  });

  it('tells Nx no file, which would keep edges of files that did not change', async () => {
    const files = {
      'app/go.mod': 'module a.b/app\n',
      'app/a.go': importing('a.b/lib'),
      'lib/go.mod': 'module a.b/lib\n',
      'lib/lib.go': 'package lib\n',
    };
    const context = edgeContextOf(await makeWorkspace(onTestFinished, files), files);
    expect(await createDependencies({}, context)).toEqual([{ source: 'app', target: 'lib', type: 'implicit' }]);
  });

  it('ends a module path at a slash, and takes the longest', async () => {
    const files = {
      'app/go.mod': 'module a.b/app\n',
      'app/a.go': importing('a.b/app-sdk/x', 'a.b/libs/money', 'a.b/libs/moneybag'),
      'libs/go.mod': 'module a.b/libs\n',
      'libs/moneybag/bag.go': 'package moneybag\n',
      'libs/money/go.mod': 'module a.b/libs/money\n',
      'libs/money/money.go': 'package money\n',
    };
    expect(await edgesIn(files)).toEqual(['app -> money (app/a.go)', 'app -> libs (app/a.go)']);
  });

  it('sees projects inside one module', async () => {
    const files = {
      'go.mod': 'module a.b/acme\n',
      'services/orders/project.json': '{ "name": "orders" }',
      'services/orders/main.go': importing('a.b/acme/libs/money/deep', 'a.b/acme/shared'),
      'libs/money/project.json': '{ "name": "money" }',
      'libs/money/deep/m.go': 'package deep\n',
      'shared/s.go': 'package shared\n',
    };
    expect(await edgesIn(files)).toEqual([
      'orders -> money (services/orders/main.go)',
      'orders -> acme (services/orders/main.go)',
    ]);
  });

  it('follows a replace to a folder, in go.mod and in go.work, and none that leaves the workspace', async () => {
    const files = {
      'go.work': 'use ./app\nreplace x.y/shared => ./forks/shared\n',
      'app/go.mod':
        'module a.b/app\nreplace (\n\tx.y/own v1.0.0 => ../forks/own\n\tx.y/out => ../../outside\n\tx.y/remote => x.y/fork v1.0.0\n)\n',
      'app/a.go': importing('x.y/own/sub', 'x.y/shared', 'x.y/out', 'x.y/remote'),
      'other/go.mod': 'module a.b/other\n',
      'other/o.go': importing('x.y/own'),
      'forks/own/go.mod': 'module fork.example/own\n',
      'forks/own/o.go': 'package own\n',
      'forks/shared/go.mod': 'module fork.example/shared\n',
      'forks/shared/w.go': 'package shared\n',
    };
    expect(await edgesIn(files)).toEqual(['app -> own (app/a.go)', 'app -> shared (app/a.go)']);
  });

  it('reads on where imports begin behind the first 4 KiB', async () => {
    const files = {
      'app/go.mod': 'module a.b/app\n',
      'app/a.go': `/*${'licence '.repeat(2000)}*/\n${importing(...Array.from({ length: 300 }, (_, i) => `x.y/${i}`), 'a.b/lib')}`,
      'lib/go.mod': 'module a.b/lib\n',
    };
    expect(await edgesIn(files)).toEqual(['app -> lib (app/a.go)']);
  });

  it('gives up on a file whose comment never ends, and reads the others', async () => {
    const files = {
      'app/go.mod': 'module a.b/app\n',
      'app/a.go': importing('a.b/lib'),
      'app/endless.go': '/*',
      'lib/go.mod': 'module a.b/lib\n',
    };
    const root = await makeWorkspace(onTestFinished, files);
    // Takes no room on disk; as a text it would be longer than Node allows.
    await truncate(join(root, 'app/endless.go'), 2 ** 30);
    expect(edgesOf(root, files)).toEqual(['app -> lib (app/a.go)']);
  });

  it('gives a new module its edges from files that did not change, without reading them again', async () => {
    const before = { 'app/go.mod': 'module a.b/app\n', 'app/a.go': importing('a.b/lib') };
    const root = await makeWorkspace(onTestFinished, before);
    expect(edgesOf(root, before)).toEqual([]);
    const after = { ...before, 'lib/go.mod': 'module a.b/lib\n', 'lib/l.go': 'package lib\n' };
    await writeFiles(root, after);
    // Were the file read again, the edge would be gone: on disk it now imports nothing.
    await writeFile(join(root, 'app/a.go'), 'package app\n');
    expect(edgesOf(root, after)).toEqual(['app -> lib (app/a.go)']);
  });
});
