import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { Tree } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zipModule } from '../../testing/zip-module.ts';
import goTool from './go-tool.ts';
import { knownTools } from './known-tools.ts';
import { parseTool } from './parse-tool.ts';

describe('parseTool', () => {
  it.each([
    ['kustomize', 'sigs.k8s.io/kustomize/kustomize/v5', 'v5.8.2'],
    ['kustomize@v5.8.1', 'sigs.k8s.io/kustomize/kustomize/v5', 'v5.8.1'],
    ['example.com/cmd/tool', 'example.com/cmd/tool', 'latest'],
    ['example.com/cmd/tool@v1.2.3-rc.1', 'example.com/cmd/tool', 'v1.2.3-rc.1'],
    ['example.com/cmd/tool@4f2a9c1', 'example.com/cmd/tool', '4f2a9c1'],
  ])('%s', (text, path, version) => {
    expect(parseTool(text)).toEqual({ package: path, version });
  });

  it.each([
    ['kustomise', 'Did you mean "kustomize"?'],
    ['-x.y/z', 'it begins with "-"'],
    ['example.com/../x', 'begins with a dot'],
    ['kustomize@5', '"5" is no version'],
    ['kustomize@-x', '"-x" is no version'],
    ['', 'is not one of'],
    ['constructor', 'is not one of'],
  ])('refuses %j', (text, words) => {
    expect(() => parseTool(text)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }) as Error);
    expect(() => parseTool(text)).toThrow(words);
  });

  it('knows only exact versions', () => {
    for (const { version } of Object.values(knownTools)) expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
  });
});

describe('go-tool', () => {
  // A module proxy in a folder: the tests need Go, and no network.
  let root: string;
  let tree: Tree;
  const env = { ...process.env };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'slipway-spec-'));
    await mkdir(join(root, 'workspace'));
    tree = createTreeWithEmptyWorkspace();
    tree.root = join(root, 'workspace');
    await publish('example.com/hammer', 'v1.2.3', { 'main.go': 'package main\n\nfunc main() {}\n' });
    await publish('example.com/nail', 'v0.1.0', { 'nail.go': 'package nail\n' });
    Object.assign(process.env, {
      GOPROXY: `file://${join(root, 'proxy')}`,
      GONOSUMDB: '*',
      GONOSUMCHECK: '1',
      GOFLAGS: '-mod=readonly -modcacherw',
      GOMODCACHE: join(root, 'cache'),
    });
  });
  afterEach(async () => {
    for (const name of ['GOPROXY', 'GONOSUMDB', 'GONOSUMCHECK', 'GOFLAGS', 'GOMODCACHE']) {
      if (env[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = env[name];
    }
    await rm(root, { recursive: true, force: true });
  });

  async function publish(module: string, version: string, files: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(root, 'proxy', module, '@v');
    await mkdir(folder, { recursive: true });
    const goMod = `module ${module}\n\ngo 1.24.0\n`;
    await writeFile(join(folder, 'list'), `${version}\n`);
    await writeFile(join(folder, `${version}.info`), JSON.stringify({ Version: version }));
    await writeFile(join(folder, `${version}.mod`), goMod);
    await writeFile(join(folder, `${version}.zip`), zipModule(module, version, { ...files, 'go.mod': goMod }));
  }

  it('pins a program, and its checksum', async () => {
    tree.write('go.mod', 'module example.com/acme\n\ngo 1.24\n');
    await goTool(tree, { name: 'example.com/hammer@v1.2.3' });
    expect(tree.read('tools/go.mod', 'utf-8')).toBe(
      'module example.com/acme/tools\n\ngo 1.24.0\n\ntool example.com/hammer\n\nrequire example.com/hammer v1.2.3 // indirect\n',
    );
    expect(tree.read('tools/go.sum', 'utf-8')).toMatch(/^example\.com\/hammer v1\.2\.3 h1:/);
  });

  it('keeps what tools/go.mod says beside, and its local replacements', async () => {
    const before = 'module tools\n\ngo 1.24.0\n\n// Ours.\nreplace example.com/saw => ./saw\n';
    await mkdir(join(tree.root, 'tools/saw'), { recursive: true });
    await writeFile(join(tree.root, 'tools/go.mod'), before);
    await writeFile(join(tree.root, 'tools/saw/go.mod'), 'module example.com/saw\n\ngo 1.24.0\n');
    await writeFile(join(tree.root, 'tools/saw/main.go'), 'package main\n\nfunc main() {}\n');
    tree.write('tools/go.mod', before);
    await goTool(tree, { name: 'example.com/saw@v0.0.0' });
    await goTool(tree, { name: 'example.com/hammer' });
    const after = tree.read('tools/go.mod', 'utf-8') ?? '';
    expect(after).toContain('// Ours.\nreplace example.com/saw => ./saw\n');
    expect(after).toMatch(/tool \(\n\texample\.com\/hammer\n\texample\.com\/saw\n\)/);
    // Written by Nx at the end, and not at all in a dry run.
    expect(await readFile(join(tree.root, 'tools/go.mod'), 'utf8')).toBe(before);
  });

  it.each([
    ['a version that is not there', 'example.com/hammer@v9.9.9', 'Go cannot add example.com/hammer@v9.9.9.'],
    ['a package that is not there', 'example.com/hammer/cmd/x@v1.2.3', 'does not contain package'],
    ['a library', 'example.com/nail', 'example.com/nail is a library, not a program.'],
  ])('refuses %s, and writes nothing', async (_, name, words) => {
    const before = tree.listChanges().length;
    await expect(goTool(tree, { name })).rejects.toMatchObject({
      code: 'GO_TOOL_REFUSED',
      message: expect.stringContaining(words) as string,
    });
    expect(tree.listChanges()).toHaveLength(before);
  });
});
