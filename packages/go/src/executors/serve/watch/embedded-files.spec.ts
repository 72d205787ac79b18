import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeWorkspace } from '../../../testing/make-workspace.ts';
import { createEmbedMatcher, embedFolders } from './embedded-files.ts';

const patterns = ['all:web', '*.html', 'a/b/*.css', 'x[0-9]/y?', 'one.txt'];

it.each([
  ['web', true],
  ['web/deep/.hidden', true],
  ['index.html', true],
  ['a/b/c.css', true],
  ['x1/y2/inside', true],
  ['one.txt', true],
  ['webs', false],
  ['sub/index.html', false],
  ['a/b/c.js', false],
  ['xx/y2', false],
  ['one.txt2', false],
  ['../p2/web', false],
  ['.', false],
])('%s: %s', (path, isEmbedded) => {
  expect(createEmbedMatcher([{ folder: '/w/p', patterns }])(join('/w/p', path))).toBe(isEmbedded);
});

it('finds the folders on the way to what is embedded, and all inside it', async () => {
  const root = await makeWorkspace(onTestFinished, {
    'web/deep/page.html': '',
    'a/b/c.css': '',
    'a/other/x': '',
    'x1/y2/z/f': '',
    'unrelated/web/f': '',
  });
  const found = embedFolders({ folder: root, patterns }).map((path) => path.slice(root.length + 1));
  expect([...found].sort()).toEqual(['a', 'a/b', 'web', 'web/deep', 'x1', 'x1/y2', 'x1/y2/z']);
  expect(embedFolders({ folder: join(root, 'none'), patterns })).toEqual([]);
});
