import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeReader } from '@slipway/template';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiskReader } from '../inference/disk-reader.ts';
import { isGoInstalled } from '../testing/go-installed.ts';
import { makeWorkspace, type Files } from '../testing/make-workspace.ts';
import { isSurelyTidy } from './is-surely-tidy.ts';

const goMod = 'module a.b/orders\n\ngo 1.25.0\n';

/** A project `p` on disk, and the tree that a generator would see. */
async function makeProject(files: Files): Promise<{ readonly root: string; readonly tree: TreeReader }> {
  const inProject = Object.entries({ 'go.mod': goMod, ...files }).map(([path, text]) => [`p/${path}`, text]);
  const root = await makeWorkspace(onTestFinished, Object.fromEntries(inProject) as Files);
  const reader = createDiskReader(root);
  const children = (path: string) => reader.list(path).map(({ name }) => name);
  return { root, tree: { exists: (path) => existsSync(join(root, path)), read: reader.read, children } };
}

describe('isSurelyTidy', () => {
  const program = `package main\n\nimport (\n\t"fmt"\n\t"net/http"\n\n\t"a.b/orders/internal/app"\n)\n\nfunc main() { fmt.Println(http.MethodGet, app.Name) }\n`;
  const own: Files = { 'cmd/main.go': program, 'internal/app/app.go': 'package app\n\nconst Name = ""\n' };

  it.each<[string, Files]>([
    ['a program of its own packages and the standard library', own],
    [
      'a package at the root of the module',
      { 'a.go': 'package a\n', 'b/b_test.go': 'package b\n\nimport _ "a.b/orders"\n' },
    ],
    ['a module without Go files', { 'README.md': '# orders\n' }],
  ])('knows %s to be tidy', async (_, files) => {
    const { root, tree } = await makeProject(files);
    expect(isSurelyTidy(tree, 'p')).toBe(true);
    if (!isGoInstalled()) return;
    // Fails, and prints the difference, where the go command would change anything.
    const env = { ...process.env, GOWORK: 'off', GOTOOLCHAIN: 'local' };
    expect(execFileSync('go', ['mod', 'tidy', '-diff'], { cwd: join(root, 'p'), encoding: 'utf8', env })).toBe('');
  });

  it.each<[string, Files]>([
    ['an import of another module', { ...own, 'x_test.go': 'package x\n\nimport "github.com/a/b"\n' }],
    ['an import of a module whose name has no dot', { 'x.go': 'package x\n\nimport "acme/money"\n' }],
    ['an import of its own that is not there', { 'x.go': 'package x\n\nimport "a.b/orders/gone"\n' }],
    ['an import of a module with a name that begins alike', { 'x.go': 'package x\n\nimport "a.b/orders2"\n' }],
    ['cgo', { 'x.go': 'package x\n\nimport "C"\n' }],
    ['a requirement', { 'go.mod': `${goMod}\nrequire a.b/c v1.0.0\n` }],
    ['a go.mod that is laid out otherwise', { 'go.mod': 'module a.b/orders\ngo 1.25.0\n' }],
    ['a go.mod without a version', { 'go.mod': 'module a.b/orders\n\ngo \n' }],
    ['sums', { 'go.sum': '' }],
    ['a file that is no Go inside', { 'x.go': '<<<<<<< HEAD\n' }],
  ])('leaves %s to the go command', async (_, files) => {
    const { tree } = await makeProject(files);
    expect(isSurelyTidy(tree, 'p')).toBe(false);
  });

  it('leaves a folder without end to the go command', async () => {
    const { root, tree } = await makeProject(own);
    // One link ends at the system's limit of links in a path; two double at each step.
    for (const name of ['left', 'right']) symlinkSync('..', join(root, 'p/internal', name));
    expect(isSurelyTidy(tree, 'p')).toBe(false);
  });
});
