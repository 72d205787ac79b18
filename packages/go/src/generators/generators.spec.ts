import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson, readNxJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeWorkspace } from '../testing/make-workspace.ts';
import { companionVersion, ownVersion } from './init/companion-version.ts';
import init from './init/init.ts';
import { templateFolder } from './template-folder.ts';

const here = dirname(fileURLToPath(import.meta.url));

it.each(['go-service', 'go-library'])('%s takes the options of its template', async (name) => {
  const ours = await readFile(join(here, name, 'schema.json'), 'utf8');
  const theirs = await readFile(join(templateFolder(name), 'schema.json'), 'utf8');
  // Nx reads a generator's schema from the generator's own package, so there is a copy; this test keeps it one.
  expect(JSON.parse(ours)).toEqual(JSON.parse(theirs));
});

describe('init', () => {
  const changesOf = (tree: Tree) => tree.listChanges().map(({ path, content }) => `${path}\n${String(content)}`);

  it('registers the plugins, adds the packages and has git ignore what is made', () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('.gitignore', 'node_modules');
    init(tree, {});
    expect(readNxJson(tree)?.plugins).toEqual(['@slipway/go', '@slipway/image', '@slipway/deploy']);
    expect(readNxJson(tree)?.sync).toEqual({ globalGenerators: ['@slipway/go:sync'] });
    expect(readJson<object>(tree, 'package.json')).toMatchObject({
      devDependencies: Object.fromEntries(
        ['go', 'image', 'deploy', 'template'].map((name) => [`@slipway/${name}`, ownVersion()]),
      ),
    });
    expect(tree.read('.gitignore', 'utf-8')).toBe('node_modules\ndist/\n');
  });

  it('keeps comments and layout of nx.json', () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('nx.json', '{\r\n    // Ours.\r\n    "plugins": ["@nx/js"], // both\r\n}\r\n');
    init(tree, {});
    expect(tree.read('nx.json', 'utf-8')?.split('\r\n')).toEqual([
      '{',
      '    // Ours.',
      '    "plugins": ["@nx/js", "@slipway/go", "@slipway/image", "@slipway/deploy"], // both',
      '    "sync": {',
      '        "globalGenerators": ["@slipway/go:sync"]',
      '    },',
      '}',
      '',
    ]);
  });

  it('changes nothing the second time', () => {
    const tree = createTreeWithEmptyWorkspace();
    init(tree, {});
    const once = changesOf(tree);
    init(tree, {});
    expect(changesOf(tree)).toEqual(once);
  });

  it('keeps prettier from folding records, where prettier is used', () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('.prettierignore', 'dist');
    init(tree, {});
    init(tree, {});
    expect(tree.read('.prettierignore', 'utf-8')).toBe('dist\n**/template.lock.json\n');
  });

  it('leaves what is there: other plugins, options and versions', () => {
    const tree = createTreeWithEmptyWorkspace();
    const plugin = { plugin: '@slipway/go', options: { buildTargetName: 'compile' } };
    const settings = { applyChanges: true, globalGenerators: ['@acme/x:sync'] };
    tree.write('nx.json', JSON.stringify({ plugins: ['@nx/js', plugin], sync: settings }));
    tree.write('package.json', JSON.stringify({ devDependencies: { '@slipway/go': 'file:../go.tgz' } }));
    tree.write('.gitignore', '/dist\n');
    init(tree, { keepExistingVersions: true });
    expect(readNxJson(tree)?.plugins).toEqual(['@nx/js', plugin, '@slipway/image', '@slipway/deploy']);
    expect(readNxJson(tree)?.sync).toEqual({ ...settings, globalGenerators: ['@acme/x:sync', '@slipway/go:sync'] });
    expect(readJson<object>(tree, 'package.json')).toMatchObject({
      devDependencies: { '@slipway/go': 'file:../go.tgz' },
    });
    expect(tree.read('.gitignore', 'utf-8')).toBe('/dist\n');
  });
});

it('takes other packages from beside our own tarball, when they are there', async () => {
  const root = await makeWorkspace(onTestFinished, { 'packs/slipway-image-0.1.0.tgz': '' });
  const find = (own: string) => companionVersion('@slipway/image', { '@slipway/go': own }, root);
  expect(find('file:packs/slipway-go-0.1.0.tgz')).toBe('file:packs/slipway-image-0.1.0.tgz');
  expect(find(`file:${root}/packs/slipway-go-0.1.0.tgz`)).toBe(`file:${root}/packs/slipway-image-0.1.0.tgz`);
  expect(find('file:packs/slipway-go-9.9.9.tgz')).toBeUndefined();
  expect(find('0.1.0')).toBeUndefined();
});
