import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseGoMod, parseGoWork } from './parse-go-mod.ts';
import { isLocalPath } from './replacement.ts';

describe('parseGoMod', () => {
  it('reads lines, blocks, quotes and comments, with any line end', () => {
    const text = [
      '// a comment',
      'module "example.com/acme/orders" // the path',
      'go 1.26.0',
      'toolchain go1.26.8',
      'require example.com/one v1.0.0',
      'require ( // several',
      '\texample.com/two v2.0.0+incompatible // indirect',
      '',
      '\t"example.com/three" "v0.3.0"',
      ')',
      'replace example.com/one => ../one',
      'replace (',
      '\texample.com/two v2.0.0 => example.com/fork v2.0.1',
      ')',
      'tool example.com/two/cmd/x',
      'ignore ./node_modules',
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
      ignore: ['./node_modules'],
      problems: [],
    });
  });

  it.each([
    ['', 1, 'the line "module <path>" is missing'],
    ['module a.b/c\nrequire (\n\ta.b/d v1.0.0\n', 2, 'the block "require (" is never closed'],
    ['module a.b/c\n\nrequire a.b/d\n', 3, 'usage: require module version'],
    ['module a.b/c\nreplace a.b/d ../d\n', 2, 'usage: replace module [version] => other [version]'],
    ['module "a.b/c\n', 1, 'a string is never closed'],
    ['\uFEFFmodule a.b/c\n', 1, 'Go refuses the byte order mark at the beginning of the file'],
    ['module `a.b/c`\n', 1, 'the go command refuses the quotes of `a.b/c`; only "…" may be around a path'],
    ['module a.b/c\nreplace a.b/d => d\n', 2, '"d" needs a version, or "./" before it where it is a folder'],
    ['module a.b/c\nreplace a.b/d => ./d v1.0.0\n', 2, 'the folder "./d" can have no version'],
    ['module a.b/c\n/* x */\n', 2, 'comments begin with "//" here, not with "/*"'],
  ])('names file lines of what is broken in %j', (text, line, message) => {
    expect(parseGoMod(text).problems).toContainEqual({ line, message });
  });

  it('takes any text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseGoMod(text).problems.length >= 0));
  });
});

describe('parseGoWork', () => {
  it('reads use lines and blocks in their order', () => {
    const text =
      'go 1.26\n\nuse ./b // first\nuse (\n\t./a\n\t"./with blank"\n)\nreplace x.y/z => ./z\ngodebug panicnil=1\n';
    expect(parseGoWork(text)).toEqual({
      go: '1.26',
      godebug: ['panicnil=1'],
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
  ['c:a', true],
  ['...', false],
  ['example.com/a', false],
  ['.hidden', false],
])('isLocalPath(%j) is %s', (path, expected) => {
  expect(isLocalPath(path)).toBe(expected);
});
