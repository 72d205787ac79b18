import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readGoHeader } from './read-go-header.ts';

const rest = '\n\nfunc main() {}\n';

describe('readGoHeader', () => {
  it.each([
    ['no import', 'package a', []],
    ['one', 'package a\nimport "x.y/z"', ['x.y/z']],
    ['a raw string', 'package a\nimport `x.y/z`', ['x.y/z']],
    ['no blank before the block', 'package a\nimport("x";"y")', ['x', 'y']],
    ['names, dots and blanks', 'package a\nimport (\n\tn "x"\n\t. "y"\n\t_ "z"\n\tñ "w"\n)', ['x', 'y', 'z', 'w']],
    ['several declarations', 'package a; import "x"; import ("y")\nimport "C"', ['x', 'y', 'C']],
    [
      'comments everywhere',
      '/* import "no" */ package /*;*/ a // import "no"\nimport /* ) */ ( // )\n"x" /* "no" */ )',
      ['x'],
    ],
    ['a byte order mark and CRLF', '\uFEFFpackage a\r\nimport (\r\n\t"x"\r\n)\r\n', ['x']],
    ['a build constraint', '//go:build windows\n\npackage a\nimport "x"', ['x']],
    ['an empty block', 'package a\nimport ()\nimport "x"', ['x']],
  ])('reads %s', (_, source, imports) => {
    expect(readGoHeader(source + rest)).toEqual({ packageName: 'a', imports, isCut: false });
  });

  it.each([
    ['in a raw string further down', 'package a\nvar s = `\nimport "no"\n`'],
    ['after a declaration', 'package a\nconst c = 1\nimport "no"'],
    ['in a comment', 'package a\n// import "no"\n'],
  ])('takes nothing for an import that stands %s', (_, source) => {
    expect(readGoHeader(source + rest).imports).toEqual([]);
  });

  it.each([
    ['package a\nimport (\n"x"\n5\n"y")', ['x']],
    ['package a\nimport "x\n"y"', []],
    ['import "x"', []],
    ['', []],
    ['package', []],
  ])('returns what stood before the mistake in %j', (source, imports) => {
    expect(readGoHeader(source).imports).toEqual(imports);
  });

  it('says that a text cut anywhere in its header may go on', () => {
    const source = '/* licence */\npackage main\n\nimport (\n\t"example.com/a/b"\n\tc "example.com/d"\n)\n';
    const whole = readGoHeader(source + rest);
    for (let length = 0; length < source.length; length++) {
      const part = readGoHeader(source.slice(0, length));
      expect(part.isCut, source.slice(0, length)).toBe(true);
    }
    expect(whole).toEqual({ packageName: 'main', imports: ['example.com/a/b', 'example.com/d'], isCut: false });
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => readGoHeader(`package a\nimport (${text}`).imports.length >= 0,
      ),
    );
  });
});
