import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeWorkspace, type Files } from '../testing/make-workspace.ts';
import { edgesOf } from './testing/edges-of.ts';
import { projectsOf } from './testing/project-fixtures.ts';

const importing = (...paths: readonly string[]) =>
  `package p\n\n${paths.map((path) => `import _ "${path}"\n`).join('')}`;
const main = 'package main\n';

describe('edges', () => {
  it.each<[string, Files, readonly string[]]>([
    [
      'a vendored package that imports a module of the workspace, and none of one that nobody imports',
      {
        'go.work': 'use (\n\t./app\n\t./lib\n)\n',
        'app/go.mod': 'module a.b/app\nrequire x.y/z v1.0.0\n',
        'app/a.go': importing('x.y/z'),
        'vendor/x.y/z/z.go': importing('a.b/lib'),
        'vendor/x.y/unused/u.go': importing('a.b/app'),
        'go.mod': 'module a.b/root\n',
        'lib/go.mod': 'module a.b/lib\n',
        'lib/l.go': 'package lib\n',
      },
      ['app -> root (app/a.go)', 'root -> lib (vendor/x.y/z/z.go)'],
    ],
    [
      'a path that another module of the workspace has as well: everyone means its own',
      {
        'a/go.mod': 'module main.test/hello\n',
        'a/p/p.go': 'package p\n',
        'b/go.mod': 'module main.test/hello\n',
        'b/p/p.go': 'package p\n',
        'b/b.go': importing('main.test/hello/p'),
      },
      [],
    ],
    [
      'a replace of a module that is in the go.work: the one in the workspace counts',
      {
        'go.work': 'use (\n\t./app\n\t./lib\n\t./fork\n)\n',
        'app/go.mod': 'module a.b/app\nreplace a.b/lib => ../fork\n',
        'app/a.go': importing('a.b/lib'),
        'lib/go.mod': 'module a.b/lib\n',
        'lib/l.go': 'package lib\n',
        'fork/go.mod': 'module e.f/fork\n',
        'fork/f.go': 'package fork\n',
      },
      ['app -> lib (app/a.go)'],
    ],
    [
      'a replace with what lies outside: a module of that path here is another one',
      {
        'app/go.mod': 'module a.b/app\nreplace a.b/lib => example.com/fork v1.0.0\nreplace a.b/two => ../../two\n',
        'app/a.go': importing('a.b/lib', 'a.b/two'),
        'lib/go.mod': 'module a.b/lib\n',
        'lib/l.go': 'package lib\n',
        'two/go.mod': 'module a.b/two\n',
        'two/t.go': 'package two\n',
      },
      [],
    ],
    [
      'a replace for a version that is not the one required',
      {
        'app/go.mod':
          'module a.b/app\nrequire x.y/z v1.2.0\nreplace x.y/z v1.1.0 => ../old\nreplace x.y/z v1.2.0 => ../new\n',
        'app/a.go': importing('x.y/z'),
        'old/go.mod': 'module x.y/old\n',
        'old/o.go': 'package z\n',
        'new/go.mod': 'module x.y/new\n',
        'new/n.go': 'package z\n',
      },
      ['app -> new (app/a.go)'],
    ],
    [
      'a package that is not generated yet: the module it will be in',
      {
        'app/go.mod': 'module a.b/app\n',
        'app/a.go': importing('a.b/lib/gen/pb'),
        'lib/go.mod': 'module a.b/lib\n',
        'lib/l.go': 'package lib\n',
      },
      ['app -> lib (app/a.go)'],
    ],
    [
      'a go.work with quotes, a trailing slash and a backslash, and a replace like Windows writes it',
      {
        'go.work': 'use "./app/"\nuse .\\lib\n',
        'app/go.mod': 'module a.b/app\nreplace x.y/z => ..\\forks\\z\n',
        'app/a.go': importing('a.b/lib', 'x.y/z'),
        'lib/go.mod': 'module a.b/lib\n',
        'lib/l.go': 'package lib\n',
        'forks/z/go.mod': 'module e.f/z\n',
        'forks/z/z.go': 'package z\n',
      },
      ['app -> lib (app/a.go)', 'app -> z (app/a.go)'],
    ],
  ])('follow %s', async (_, files, expected) => {
    expect(edgesOf(await makeWorkspace(onTestFinished, files), files)).toEqual(expected);
  });
});

describe('what is on disk', () => {
  const files: Files = {
    'app/go.mod': 'module a.b/app\n',
    'app/a.go': 'package app\n',
    'outside/main.go': main,
  };

  it('counts a program only where neither .gitignore nor go.mod leaves it out', async () => {
    const ignored: Files = {
      ...files,
      '.gitignore': 'gen/\n',
      'app/.gitignore': '*.pb.go\n',
      'app/go.mod': 'module a.b/app\nignore ./old\n',
      'app/gen/main.go': main,
      'app/cmd/x/main.pb.go': main,
      'app/old/main.go': main,
    };
    const root = await makeWorkspace(onTestFinished, ignored);
    expect(projectsOf(root, ignored)['app']?.projectType).toBe('library');
    await rm(join(root, '.gitignore'));
    expect(projectsOf(root, ignored)['app']?.projectType).toBe('application');
  });

  it('follows a link to a file, as Go does, and none to a folder', async () => {
    const root = await makeWorkspace(onTestFinished, files);
    await symlink('../outside', join(root, 'app/linked'));
    expect(projectsOf(root, files)['app']?.projectType).toBe('library');
    await mkdir(join(root, 'app/cmd'));
    await symlink('../../outside/main.go', join(root, 'app/cmd/main.go'));
    expect(projectsOf(root, files)['app']?.projectType).toBe('application');
  });

  it('keeps projects whose go.mod is a folder, cannot be read or says nothing, beside those that are sound', async () => {
    const broken: Files = { ...files, 'folder/x': '', 'closed/go.mod': 'module a.b/c\n', 'empty/go.mod': '' };
    const root = await makeWorkspace(onTestFinished, broken);
    await mkdir(join(root, 'folder/go.mod'));
    await chmod(join(root, 'closed/go.mod'), 0);
    const projects = projectsOf(root, { ...broken, 'folder/go.mod': '' });
    expect(Object.keys(projects)).toEqual(['app', 'closed', 'empty', 'folder']);
    expect(projects['app']?.metadata?.['slipway']).toMatchObject({ problems: [] });
    for (const name of ['empty', 'folder']) {
      const problems = [`${name}/go.mod:1: the line "module <path>" is missing`];
      expect(projects[name]?.metadata?.['slipway']).toMatchObject({ problems });
    }
  });
});
