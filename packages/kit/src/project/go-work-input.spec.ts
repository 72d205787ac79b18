import { describe, expect, it } from 'vitest';
import { readGoWorkInput, type GoWorkInput } from './go-work-input.ts';
import { renderGoWorkSettings } from './go-work-settings.ts';
import { readWorkspaceFiles } from './workspace-files.ts';

const goWork = 'go 1.26.0\n\nuse (\n\t./a\n\t./b/\n)\n';
const start = { 'go.work': goWork, 'a/go.mod': 'module a.b/a\nrequire x.y/z v1.0.0\n', 'b/go.mod': 'module a.b/b\n' };

function inputOf(files: Readonly<Record<string, string>>): GoWorkInput {
  const read = (path: string) => files[path];
  return readGoWorkInput(readWorkspaceFiles(Object.keys(files), read), read);
}

describe('the file that selects', () => {
  const settings = renderGoWorkSettings(goWork);

  it('is go.work.settings where that says what go.work says', () => {
    for (const text of [settings, settings.replaceAll('\n', '\r\n')]) {
      expect(inputOf({ ...start, 'go.work.settings': text }).file).toBe('go.work.settings');
    }
  });

  it.each([
    ['is missing', start],
    ['is older than go.work', { ...start, 'go.work.settings': settings.replace('1.26.0', '1.25.0') }],
    ['was edited', { ...start, 'go.work.settings': `${settings}\n` }],
    ['has lost its go.work', { ...start, 'go.work': undefined, 'go.work.settings': settings }],
    ['stands beside a broken go.work', { ...start, 'go.work': `${goWork}use (\n`, 'go.work.settings': settings }],
  ])('is go.work where go.work.settings %s', (_, files) => {
    const present = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
    expect(inputOf(Object.fromEntries(present)).file).toBe('go.work');
  });
});

describe('the digest', () => {
  const { digest } = inputOf(start);

  it('is there where there is a go.work', () => {
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect(inputOf({ 'go.mod': 'module a.b/c\n' })).toEqual({ file: 'go.work' });
    expect(inputOf({ 'sub/go.work': goWork })).toEqual({ file: 'go.work' });
  });

  it.each([
    ['a comment', { 'go.work': `// Ours.\n${goWork}` }],
    [
      'a new module',
      { 'go.work': goWork.replace(')', '\t./c\n)'), 'c/go.mod': 'module a.b/c\nrequire x.y/w v1.0.0\n' },
    ],
    ['a module that is not used and nobody requires', { 'tools/go.mod': 'module a.b/t\nrequire x.y/z v1.2.0\n' }],
    ['its copy beside it', { 'go.work.settings': renderGoWorkSettings(goWork) }],
  ])('stays the same with %s', (_, files) => {
    expect(inputOf({ ...start, ...files }).digest).toBe(digest);
  });

  it.each([
    ['another go', { 'go.work': goWork.replace('1.26.0', '1.26.1') }],
    ['another replace', { 'go.work': `${goWork}replace x.y/z => ./z\n` }],
    ['a new module that raises a version of another', { 'b/go.mod': 'module a.b/b\nrequire x.y/z v1.2.0\n' }],
    ['a mistake', { 'go.work': `${goWork}use (\n` }],
  ])('is another with %s', (_, files) => {
    expect(inputOf({ ...start, ...files }).digest).not.toBe(digest);
  });
});
