import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { nameProjects } from './name-projects.ts';
import { readWorkspaceFiles } from './workspace-files.ts';

type Files = Readonly<Record<string, unknown>>;

/** Names of a workspace with these files; a value that is no text is written as JSON. */
function namesOf(files: Files): Readonly<Record<string, string>> {
  const read = (path: string) => {
    const content = files[path];
    return content === undefined || typeof content === 'string' ? content : JSON.stringify(content);
  };
  return Object.fromEntries(nameProjects(readWorkspaceFiles(Object.keys(files), read), read));
}

const mod = (path: string) => `module ${path}\n`;

describe('nameProjects', () => {
  it.each<[string, Files, Readonly<Record<string, string>>]>([
    ['the last segment of the root', { 'services/orders/go.mod': mod('a.b/x') }, { 'services/orders': 'orders' }],
    ['the last segment of the module for the workspace root', { 'go.mod': mod('a.b/acme/v2') }, { '.': 'acme' }],
    ['a written name', { 'a/go.mod': mod('a.b/a'), 'a/project.json': { name: 'z' } }, { a: 'z' }],
    [
      'whole paths where two would be called the same',
      { 'apps/pay/go.mod': mod('a.b/1'), 'services/pay/go.mod': mod('a.b/2') },
      { 'apps/pay': 'apps-pay', 'services/pay': 'services-pay' },
    ],
    [
      'a whole path where a project of another language has the name',
      { 'apps/pay/project.json': { name: 'pay' }, 'services/pay/go.mod': mod('a.b/2') },
      { 'apps/pay': 'pay', 'services/pay': 'services-pay' },
    ],
    [
      'a number where paths become equal with dashes',
      {
        'a/b-c/go.mod': mod('a.b/1'),
        'a-b/c/go.mod': mod('a.b/2'),
        'x/c/go.mod': mod('a.b/3'),
        'x/b-c/go.mod': mod('a.b/4'),
      },
      { 'a-b/c': 'a-b-c', 'a/b-c': 'a-b-c-2', 'x/b-c': 'x-b-c', 'x/c': 'x-c' },
    ],
    ['a broken go.mod by its folder', { 'a/go.mod': 'nonsense (' }, { a: 'a' }],
  ])('gives %s', (_, files, expected) => {
    expect(namesOf(files)).toEqual(expected);
  });

  it.each<[string, Files, string]>([
    ['not in npm workspaces', { 'package.json': { name: 'w' } }, 'orders'],
    ['in npm workspaces', { 'package.json': { workspaces: ['services/*'] } }, '@acme/orders'],
    [
      'in npm workspaces written as an object',
      { 'package.json': { workspaces: { packages: ['./services/*'] } } },
      '@acme/orders',
    ],
    ['taken out of npm workspaces', { 'package.json': { workspaces: ['services/*', '!services/orders'] } }, 'orders'],
    [
      'in pnpm workspaces',
      { 'package.json': {}, 'pnpm-workspace.yaml': "packages:\n  - 'services/**' # all\n" },
      '@acme/orders',
    ],
    ['beside a project.json without a name', { 'services/orders/project.json': {} }, '@acme/orders'],
  ])('reads a package.json %s as Nx does', (_, files, expected) => {
    const own = { 'services/orders/go.mod': mod('a.b/c'), 'services/orders/package.json': { name: '@acme/orders' } };
    expect(namesOf({ ...files, ...own })['services/orders']).toBe(expected);
  });

  it('takes the folder, in small letters, for an npm workspace without a name', () => {
    const files = { 'package.json': { workspaces: ['*'] }, 'Orders/package.json': {}, 'Orders/go.mod': mod('a.b/c') };
    expect(namesOf(files)).toEqual({ Orders: 'orders' });
  });

  it('never gives two projects one name, in whatever order the files come', () => {
    const segment = fc.constantFrom('a', 'b', 'a-b', 'b-a', 'pay');
    const root = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
    const roots = fc.uniqueArray(fc.record({ root, named: fc.boolean() }), {
      selector: (entry) => entry.root,
      maxLength: 12,
    });
    fc.assert(
      fc.property(roots, (entries) => {
        const written = entries
          .filter(({ named }) => named)
          .map(({ root: folder }, index) => [`${folder}/project.json`, { name: index === 0 ? 'pay' : `n-${index}` }]);
        const files = Object.fromEntries([
          ...entries.map(({ root: folder }) => [`${folder}/go.mod`, mod('a.b/c')]),
          ...written,
        ]) as Files;
        const names = namesOf(files);
        expect(new Set(Object.values(names)).size).toBe(entries.length);
        expect(namesOf(Object.fromEntries(Object.entries(files).reverse()))).toEqual(names);
      }),
    );
  });
});
