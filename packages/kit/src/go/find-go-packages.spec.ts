import { expect, it } from 'vitest';
import { createFolderFilter } from './ignored-folders.ts';
import { findGoPackages, type FolderReader } from './find-go-packages.ts';

const main = 'package main\n';
const library = 'package lib\n';

/** A reader of files in memory. */
function readerOf(files: Readonly<Record<string, string>>): FolderReader {
  return {
    list(folder) {
      const prefix = folder === '.' ? '' : `${folder}/`;
      const below = Object.keys(files).filter((file) => file.startsWith(prefix));
      const names = new Map(
        below
          .map((file) => file.slice(prefix.length).split('/'))
          .map(([name = '', ...more]) => [name, more.length > 0]),
      );
      return [...names].map(([name, isFolder]) => ({ name, isFolder }));
    },
    readHead: (file) => files[file] ?? '',
    isIgnored: (path) => path.includes('generated-'),
  };
}

it('finds what ./... finds, and the programs in it', () => {
  const reader = readerOf({
    'a/go.mod': '',
    'a/lib.go': library,
    'a/lib_test.go': 'package lib_test\n',
    'a/cmd/one/main.go': main,
    'a/cmd/two/a_generated.go': `//go:build ignore\n\npackage main\n`,
    'a/cmd/two/z.go': library,
    'a/onlytests/x_test.go': 'package main\n',
    'a/.hidden/x.go': main,
    'a/_old/x.go': main,
    'a/testdata/x.go': main,
    'a/vendor/v/x.go': main,
    'a/node_modules/n/x.go': main,
    'a/deep/er/x.go': `// licence\n${main}`,
    'a/nested/x.go': main,
    'a/docs/readme.md': '',
    'a/_x.go': main,
    'a/generated-by-us/x.go': main,
    'a/partly/generated-x.go': main,
    'a/partly/x.go': library,
    'a/skipped/x.go': main,
  });
  expect(
    findGoPackages('a', reader, (folder) => folder === 'a/nested', createFolderFilter('a', { ignore: ['./skipped'] })),
  ).toEqual({
    packages: ['.', 'cmd/one', 'cmd/two', 'deep/er', 'onlytests', 'partly'],
    commands: ['cmd/one', 'deep/er'],
  });
});

it('finds the program in the workspace root', () => {
  expect(findGoPackages('.', readerOf({ 'main.go': main }), () => false)).toEqual({ packages: ['.'], commands: ['.'] });
});
