import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isLocalPath, parseGoMod, parseGoWork } from './parse-go-mod.ts';

describe('parseGoMod', () => {
  it('reads lines, blocks, quotes and comments, with any line end', () => {
    const text = [
      '\uFEFF// a comment',
      'module "example.com/acme/orders" // the path',
      'go 1.26.0',
      'toolchain go1.26.8',
      'require example.com/one v1.0.0',
      'require ( // several',
      '\texample.com/two v2.0.0+incompatible // indirect',
      '',
      '\t`example.com/three` v0.3.0',
      ')',
      'replace example.com/one => ../one',
      'replace (',
      '\texample.com/two v2.0.0 => example.com/fork v2.0.1',
      ')',
      'tool example.com/two/cmd/x',
      'godebug default=go1.21',
      'retract [v1.0.0, v1.9.9] // a slip',
    ].join('\r\n');
    expect(parseGoMod(text)).toEqual({
      module: 'example.com/acme/orders',
      go: '1.26.0',
      toolchain: 'go1.26.8',
      require: [
        { path: 'example.com/one', version: 'v1.0.0' },
        { path: 'example.com/two', version: 'v2.0.0+incompatible' },
        { path: 'example.com/three', version: 'v0.3.0' },
      ],
      replace: [
        { old: { path: 'example.com/one' }, new: { path: '../one' } },
        {
          old: { path: 'example.com/two', version: 'v2.0.0' },
          new: { path: 'example.com/fork', version: 'v2.0.1' },
        },
      ],
      tools: ['example.com/two/cmd/x'],
      problems: [],
    });
  });

  it.each([
    ['', 1, 'the line "module <path>" is missing'],
    ['module a.b/c\nrequire (\n\ta.b/d v1.0.0\n', 2, 'the block "require (" is never closed'],
    ['module a.b/c\n\nrequire a.b/d\n', 3, 'usage: require module version'],
    ['module a.b/c\nreplace a.b/d ../d\n', 2, 'usage: replace module [version] => other [version]'],
    ['module "a.b/c\n', 1, 'a string is never closed'],
  ])('names file lines of what is broken in %j', (text, line, message) => {
    expect(parseGoMod(text).problems).toContainEqual({ line, message });
  });

  it('takes any text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseGoMod(text).problems.length >= 0));
  });

  it('reads a long line in linear time', () => {
    const lines = `module a.b/c\n${'('.repeat(200_000)}\n${'"'.repeat(200_001)}\n${'/'.repeat(200_000)}`;
    expect(parseGoMod(lines).module).toBe('a.b/c');
  });
});

describe('parseGoWork', () => {
  it('reads use lines and blocks in their order', () => {
    const text = 'go 1.26\n\nuse ./b // first\nuse (\n\t./a\n\t"./with blank"\n)\nreplace x.y/z => ./z\n';
    expect(parseGoWork(text)).toEqual({
      go: '1.26',
      use: ['./b', './a', './with blank'],
      replace: [{ old: { path: 'x.y/z' }, new: { path: './z' } }],
      problems: [],
    });
  });
});

it.each([
  ['./a', true],
  ['../a', true],
  ['..', true],
  ['/a', true],
  ['C:\\a', true],
  ['example.com/a', false],
  ['.hidden', false],
])('isLocalPath(%j) is %s', (path, expected) => {
  expect(isLocalPath(path)).toBe(expected);
});
