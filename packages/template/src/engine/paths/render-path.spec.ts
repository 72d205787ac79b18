import { describe, expect, it } from 'vitest';
import { foldPath, pathProblem } from './check-path.ts';
import { toLogicalPath } from './logical-path.ts';
import { renderPath } from './render-path.ts';
import { toWorkspacePath } from './workspace-path.ts';

describe('renderPath', () => {
  const locals = { name: 'orders', empty: '', evil: '../../x', deep: 'a/b', list: ['a'], reserved: 'con' };

  it.each([
    ['cmd/__name__/main.go', 'cmd/orders/main.go'],
    ['__name__-__name__.txt', 'orders-orders.txt'],
    ['plain/file', 'plain/file'],
  ])('%s becomes %s', (stored, path) => expect(renderPath(stored, locals)).toEqual({ kind: 'path', path }));

  it('leaves a file out when a segment comes out empty', () => {
    expect(renderPath('a/__empty__/b', locals)).toEqual({ kind: 'dropped' });
  });

  it.each([
    ['__nmae__/x', 'no answer or computed value "nmae"'],
    ['__constructor__', 'no answer'],
    ['__list__', '"list" is no text'],
    ['__evil__', 'it renders to "../../x"'],
    ['x/__deep__/y', 'it renders to "a/b"'],
    ['__reserved__', 'reserved on Windows'],
  ])('refuses %s', (stored, problem) => {
    expect(renderPath(stored, locals)).toMatchObject({ kind: 'problem', problem: expect.stringContaining(problem) });
  });

  it('refuses a path that is too long as a whole', () => {
    expect(renderPath(Array.from({ length: 300 }, () => 'folder').join('/'), locals)).toMatchObject({
      kind: 'problem',
    });
  });
});

describe('toLogicalPath', () => {
  it.each([
    ['dot-github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['dot-golangci.yml.ejs', '.golangci.yml'],
    ['a/dotted-name', 'a/dotted-name'],
    ['views/page.ejs.ejs', 'views/page.ejs'],
  ])('%s stands for %s', (stored, path) => expect(toLogicalPath(stored)).toBe(path));
});

describe('pathProblem', () => {
  it.each(['/etc/passwd', 'a//b', 'a/../b', './a', '..', ''])('refuses %j', (path) =>
    expect(pathProblem(path)).toBeDefined(),
  );
  it('takes a plain path', () => expect(pathProblem('a/b.c')).toBeUndefined());
});

describe('foldPath', () => {
  it.each([
    ['README.md', 'readme.MD'],
    ['\u00e9', 'e\u0301'],
    ['\u017f', 's'],
  ])('takes %j and %j for one', (a, b) => expect(foldPath(a)).toBe(foldPath(b)));
});

describe('toWorkspacePath', () => {
  it.each([
    ['a/../b/', 'b'],
    ['./a//b', 'a/b'],
    ['.', '.'],
    ['..a/b', '..a/b'],
  ])('%s is %s', (path, normal) => expect(toWorkspacePath(path)).toBe(normal));

  it.each(['..', '../x', 'a/../../x', '/x', 'C:\\x', 'C:/x', '\\\\host\\share', 'a\0b'])('%j leaves', (path) =>
    expect(toWorkspacePath(path)).toBeUndefined(),
  );
});
