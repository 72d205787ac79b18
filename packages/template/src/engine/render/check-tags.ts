import { lineAt } from '../overlay/blocks.ts';

/** Something about the tags of a template that ejs would report without a line, or not at all. */
export interface TagProblem {
  readonly line: number;
  readonly problem: string;
}

// The tokens of ejs, in its order.
const token = /<%%|%%>|<%=|<%-|<%_|<%#|<%|-%>|_%>|%>/g;

/** Finds the first unclosed tag, or a `<%-`: it prints undefined as nothing, past every check. */
export function findTagProblem(text: string): TagProblem | undefined {
  let open: { readonly tag: string; readonly offset: number } | undefined;
  for (const { 0: tag, index } of text.matchAll(token)) {
    const isOpening = tag.startsWith('<%') && tag !== '<%%';
    if (tag === '<%-')
      return {
        line: lineAt(text, index),
        problem: 'the tag "<%-" is not allowed; "<%=" prints the same and checks the value',
      };
    if (isOpening && open !== undefined) break;
    if (isOpening) open = { tag, offset: index };
    else if (!tag.startsWith('<') && tag !== '%%>') open = undefined;
  }
  if (open === undefined) return undefined;
  return {
    line: lineAt(text, open.offset),
    problem: `the tag "${open.tag}" is not closed; a literal "<%" is written "<%%"`,
  };
}
