import { expect, it } from 'vitest';
import { keptOutModules } from './kept-out-modules.ts';

it('finds modules whose use line is commented out, with or without a reason', () => {
  const text = `go 1.26.0
// use ./legacy until it is ported
//use "./old code/x"
use (
\t./a
\t// ./b/: pins an older protobuf
\t//./c
)
use ./d
// use .
`;
  expect(keptOutModules(text)).toEqual(['.', 'b', 'c', 'legacy', 'old code/x']);
  expect(keptOutModules(text.replaceAll('\n', '\r\n'))).toEqual(keptOutModules(text));
});

it.each([
  ['a remark behind a use', 'use ./a // ./b is gone'],
  ['a path outside of a block', '// ./b stays out'],
  ['prose', 'use (\n\t// we use ./b and ./c\n\t// ../d is elsewhere\n\t// ...\n)\n// used ./e\n// use x/y'],
])('takes %s for a comment', (_, text) => {
  expect(keptOutModules(text)).toEqual([]);
});
