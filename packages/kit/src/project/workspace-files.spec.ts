import { expect, it } from 'vitest';
import { readWorkspaceFiles } from './workspace-files.ts';

function modulesOf(files: Readonly<Record<string, string>>): readonly string[] {
  return [...readWorkspaceFiles(Object.keys(files), (path) => files[path]).modules.keys()];
}

it('skips what the go command skips, and everything a template holds', () => {
  const files = {
    'go.mod': 'module a.b/root\n',
    'services/orders/go.mod': '',
    'vendor/x/go.mod': '',
    'a/testdata/go.mod': '',
    '.hidden/go.mod': '',
    'a/_old/go.mod': '',
    'templates/acme/template.json': '{}',
    'templates/acme/files/go.mod': '',
  };
  expect(modulesOf(files)).toEqual(['.', 'services/orders']);
});

it('counts a skipped module that a go.work or a counted go.mod names', () => {
  const files = {
    'go.work': 'use (\n\t./a\n\t./testdata/used\n)\n',
    'a/go.mod': 'module a.b/a\nreplace a.b/r => ../_replaced\n',
    'testdata/used/go.mod': 'module a.b/u\n',
    '_replaced/go.mod': 'module a.b/r\nreplace a.b/f => ./testdata/further\n',
    '_replaced/testdata/further/go.mod': 'module a.b/f\n',
    'testdata/unused/go.mod': 'module a.b/n\n',
  };
  expect(modulesOf(files)).toEqual(['_replaced', '_replaced/testdata/further', 'a', 'testdata/used']);
});
