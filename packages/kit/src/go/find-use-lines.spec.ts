import { expect, it } from 'vitest';
import { findUseLines } from './find-use-lines.ts';

it('finds what is used, where it stands, and no comment', () => {
  const text = 'go 1.26.0\nuse ./a // first\n\nuse (\n\t// ./b\n\t"./old code"\n\t../c/\n)\nreplace x.y/z => ./z\n';
  expect(findUseLines(text)).toEqual([
    { folder: './a', line: 2 },
    { folder: './old code', line: 6 },
    { folder: '../c/', line: 7 },
  ]);
});
