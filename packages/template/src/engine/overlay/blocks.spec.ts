import { describe, expect, it } from 'vitest';
import { findBlocks, replaceBlocks } from './blocks.ts';

function replace(text: string, replacements: Readonly<Record<string, string>>): string {
  const problems: string[] = [];
  const blocks = findBlocks(text, 'f', problems);
  expect(problems).toEqual([]);
  return replaceBlocks(
    text,
    blocks,
    new Map(Object.entries(replacements).map(([name, body]) => [name, { text: body }])),
  );
}

describe('replaceBlocks', () => {
  it.each([
    [
      'on lines of its own',
      'a\n<%# block:x -%>\nold\n<%# endblock -%>\nb\n',
      'new\n',
      'a\n<%# block:x -%>\nnew\n<%# endblock -%>\nb\n',
    ],
    [
      'indented',
      '  <%# block:x %>\n  old\n  <%# endblock %>\n',
      '  new\n  more\n',
      '  <%# block:x %>\n  new\n  more\n  <%# endblock %>\n',
    ],
    ['inside a line', 'FROM <%# block:x %>a<%# endblock %>:1', 'b\n', 'FROM <%# block:x %>b<%# endblock %>:1'],
    ['empty so far', '<%# block:x %>\n<%# endblock %>', 'new\n', '<%# block:x %>\nnew\n<%# endblock %>'],
    ['emptied', '<%# block:x %>\nold\n<%# endblock %>', '', '<%# block:x %>\n<%# endblock %>'],
    ['CRLF', '<%# block:x %>\r\nold\r\n<%# endblock %>', 'new\r\n', '<%# block:x %>\r\nnew\r\n<%# endblock %>'],
    ['with $& in the replacement', '<%# block:x %>a<%# endblock %>', '$& $1', '<%# block:x %>$& $1<%# endblock %>'],
  ])('%s', (_what, text, body, expected) => {
    const once = replace(text, { x: body });
    expect(once).toBe(expected);
    // A further overlay finds the region again.
    expect(replace(once, { x: body })).toBe(once);
  });

  it('leaves other regions alone', () => {
    const text = '<%# block:a %>1<%# endblock %><%# block:b %>2<%# endblock %><%# block:c %>3<%# endblock %>';
    expect(replace(text, { b: 'x' })).toBe(text.replace('2', 'x'));
  });
});

describe('findBlocks', () => {
  it.each([
    ['<%# block:a %>', 'f: block "a" has no endblock'],
    ['\n<%# endblock %>', 'f:2: endblock without a block'],
    ['<%# block:a %>\n<%# block:b %><%# endblock %>', 'f:2: block "b" starts inside block "a"'],
    ['<%# block:a %><%# endblock %><%# block:a %><%# endblock %>', 'f:1: there are two blocks "a"'],
    ['<%# block:Base_Image %><%# endblock %>', 'f:1: "Base_Image" is no name for a block'],
    ['<%# block: %><%# endblock %>', 'f:1: "" is no name for a block'],
  ])('%j', (text, problem) => {
    const problems: string[] = [];
    findBlocks(text, 'f', problems);
    expect(problems).toContain(problem);
  });
});
