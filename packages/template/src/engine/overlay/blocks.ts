/** A named region of a template file: where its content starts and ends, the tags excluded. */
export interface Block {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const tag = /<%#[-_]?\s*(?:block:([^\s%]*)|(endblock))\s*[-_]?%>/g;

/** Finds `<%# block:NAME %> … <%# endblock %>`. Regions do not nest; what is wrong is pushed to `problems`. */
export function findBlocks(text: string, label: string, problems: string[]): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly name: string; readonly start: number } | undefined;
  for (const match of text.matchAll(tag)) {
    const [whole, name] = match;
    if (name === undefined) {
      if (open === undefined) problems.push(`${label}:${lineAt(text, match.index)}: endblock without a block`);
      else blocks.push({ ...open, end: match.index });
      open = undefined;
      continue;
    }
    const where = `${label}:${lineAt(text, match.index)}`;
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) problems.push(`${where}: "${name}" is no name for a block`);
    if (open !== undefined) problems.push(`${where}: block "${name}" starts inside block "${open.name}"`);
    if (blocks.some((block) => block.name === name)) problems.push(`${where}: there are two blocks "${name}"`);
    open = { name, start: match.index + whole.length };
  }
  if (open !== undefined) problems.push(`${label}: block "${open.name}" has no endblock`);
  return blocks;
}

/**
 * Replaces the content of some regions; the tags stay, so that a further overlay can do the same.
 * Line breaks at the edges of a region belong to its tags: the replacement is a whole file with a last line break.
 */
export function replaceBlocks(
  text: string,
  blocks: readonly Block[],
  replacements: ReadonlyMap<string, { readonly text: string }>,
): string {
  let result = '';
  let from = 0;
  for (const { name, start, end } of blocks) {
    const replacement = replacements.get(name);
    if (replacement === undefined) continue;
    result += text.slice(from, start) + withEdgesOf(text.slice(start, end), replacement.text);
    from = end;
  }
  return result + text.slice(from);
}

function withEdgesOf(region: string, replacement: string): string {
  const lead = /^[ \t]*\r?\n/.exec(region)?.[0] ?? '';
  const tail = /\r?\n[ \t]*$/.exec(region.slice(lead.length))?.[0] ?? lead;
  const body = replacement.replace(/\r?\n$/, '');
  return body === '' ? lead : `${lead}${body}${tail}`;
}

/** The line, from 1, that an offset lies in. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
