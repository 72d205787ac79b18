import { describe, expect, it } from 'vitest';
import { renderGoWorkSettings } from '@slipway/kit';
import { syncGoWork, type GoWorkSync } from './sync-go-work.ts';

type Files = Readonly<Record<string, string>>;

const goMod = (path: string, go = '1.26.0') => `module a.b/${path}\n\ngo ${go}\n`;

/** Compares a workspace that has the modules `a` and `b`, and is in order but for what `files` says. */
function syncOf(goWork: string, files: Files = {}, ignored: Files = {}): GoWorkSync {
  const settings = { 'go.work.settings': renderGoWorkSettings(goWork) };
  const all: Files = { 'go.work': goWork, ...settings, 'a/go.mod': goMod('a'), 'b/go.mod': goMod('b'), ...files };
  return syncGoWork(Object.keys(all), (path) => all[path] ?? ignored[path]);
}

const inOrder = 'go 1.26.0\n\nuse (\n\t./a\n\t./b\n)\n';
const nothing = { changes: {}, message: '' };

it('adds what is missing, drops what is gone, and keeps everything else', () => {
  const before = `// Ours.
go 1.26.0

use (
\t./gone // moved
\t./b // the second first
\t../outside
)

replace x.y/z => ./z // patched
`;
  const { changes, message } = syncOf(before, { 'c d/go.mod': goMod('c') });
  expect(changes).toEqual({
    'go.work': before.replace('\t./gone // moved\n', '').replace('../outside\n', '../outside\n\t./a\n\t"./c d"\n'),
  });
  expect(message).toBe('go.work lacks ./a, ./c d; go.work uses ./gone without a go.mod.');
});

it.each([
  ['is right', {}],
  [
    'has its settings with the line ends of Windows',
    { 'go.work.settings': renderGoWorkSettings(inOrder).replaceAll('\n', '\r\n') },
  ],
  ['has a module in vendor', { 'a/vendor/x/go.mod': goMod('x') }],
  ['has a module in testdata', { 'a/testdata/x/go.mod': goMod('x') }],
  ['has a module in a hidden folder', { '.x/go.mod': goMod('x'), '_y/go.mod': goMod('y') }],
  ['has a template', { 'templates/x/template.json': '{}', 'templates/x/files/go.mod': goMod('x') }],
  ['has the module of its tools', { 'tools/go.mod': goMod('tools') }],
  ['has a second module of one path', { 'copy/go.mod': goMod('a') }],
  ['has a go.mod that Go refuses', { 'broken/go.mod': `${goMod('c')}require (\n`, 'empty/go.mod': '' }],
])('says nothing where the workspace %s', (_, files) => {
  expect(syncOf(inOrder, files)).toEqual(nothing);
});

it.each([
  ['keeps out', `${inOrder}// use ./c until it is ported\n`],
  ['keeps out inside its block', inOrder.replace(')', '\t// ./c: no\n)')],
  ['replaces', `${inOrder}replace a.b/c => ./c\n`],
])('leaves out a module that go.work %s', (_, goWork) => {
  expect(syncOf(goWork, { 'c/go.mod': goMod('c') })).toEqual(nothing);
});

it('uses a module in a hidden folder where go.work does, and one that git ignores', () => {
  const goWork = inOrder.replace(')', '\t./testdata/x\n\t./generated\n)');
  expect(syncOf(goWork, { 'testdata/x/go.mod': goMod('x') }, { 'generated/go.mod': goMod('g') })).toEqual(nothing);
});

it('does not use a folder of testdata because a go.mod replaces with it', () => {
  const replaces = `${goMod('b')}replace x.y/z => ../testdata/z\n`;
  expect(syncOf(inOrder, { 'b/go.mod': replaces, 'testdata/z/go.mod': 'module x.y/z\n' })).toEqual(nothing);
});

it('raises go to what the modules need: Go refuses a go.work below them', () => {
  const { changes, message } = syncOf(inOrder, { 'c/go.mod': goMod('c', '1.27.1') });
  const goWork = 'go 1.27.1\n\nuse (\n\t./a\n\t./b\n\t./c\n)\n';
  expect(changes).toEqual({ 'go.work': goWork, 'go.work.settings': renderGoWorkSettings(goWork) });
  expect(message).toBe(
    'go.work lacks ./c; go.work says go 1.26.0, and its modules need 1.27.1; go.work.settings is out of date.',
  );
});

it('names some of many in its one line', () => {
  const modules = ['c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => [`${name}/go.mod`, goMod(name)]);
  expect(syncOf(inOrder, Object.fromEntries(modules) as Files).message).toBe(
    'go.work lacks ./c, ./d, ./e, ./f, ./g and 2 more.',
  );
});

describe('go.work.settings', () => {
  it.each([
    ['is missing', undefined, 'go.work.settings is missing.'],
    ['is old', renderGoWorkSettings(inOrder.replace('1.26', '1.25')), 'go.work.settings is out of date.'],
  ])('is written where it %s', (_, known, message) => {
    const files = { 'go.work': inOrder, 'a/go.mod': goMod('a'), 'b/go.mod': goMod('b') };
    const all: Files = known === undefined ? files : { ...files, 'go.work.settings': known };
    const expected = { changes: { 'go.work.settings': renderGoWorkSettings(inOrder) }, message };
    expect(syncGoWork(Object.keys(all), (path) => all[path])).toEqual(expected);
  });
});

it.each([
  ['none, and one module', {}],
  ['none, and several modules', { 'a/go.mod': goMod('a') }],
  ['one in another folder', { 'sub/go.work': 'use ./gone\n' }],
])('makes no go.work for a workspace that has %s', (_, files) => {
  const all: Files = { 'go.mod': goMod('root'), ...files };
  expect(syncGoWork(Object.keys(all), (path) => all[path])).toEqual(nothing);
});

it('leaves a go.work alone that git ignores', () => {
  expect(syncGoWork(['a/go.mod'], (path) => (path === 'go.work' ? 'go 1.26.0\n' : goMod('a')))).toEqual(nothing);
});

it('names file and line of every mistake', () => {
  let thrown: unknown;
  try {
    syncOf('go 1.26.0\nreplace x.y/z\n\nuse (\n\t./a\n');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({
    code: 'GO_MOD_INVALID',
    summary: expect.stringMatching(/^go\.work:2: /) as string,
    details: [expect.stringMatching(/^go\.work:4: /)] as string[],
    state: 'Nothing was changed.',
  });
});
