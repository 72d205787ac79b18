/** A mistake in a go.mod or go.work, where it is. */
export interface GoFileProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** One directive, its block taken apart: `require ( a v1 )` and `require a v1` are the same here. */
export interface GoDirective {
  readonly verb: string;
  readonly words: readonly string[];
  readonly line: number;
}

/** What the lines of a go.mod or go.work say, before anybody asks what it means. */
export interface GoDirectives {
  readonly directives: readonly GoDirective[];
  readonly problems: readonly GoFileProblem[];
}

/**
 * Reads the syntax that go.mod and go.work share (https://go.dev/ref/mod#go-mod-file-lexical):
 * lines of words, quoted or raw strings, `//` comments, blocks in parentheses. Never throws.
 */
export function parseDirectives(text: string): GoDirectives {
  const directives: GoDirective[] = [];
  const problems: GoFileProblem[] = [];
  let block: { readonly verb: string; readonly line: number } | undefined;
  for (const [index, source] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const { words, problem } = splitWords(source);
    if (problem !== undefined) problems.push({ line, message: problem });
    const [first] = words;
    if (first === undefined) continue;
    if (block !== undefined) {
      if (first === ')') block = undefined;
      else directives.push({ verb: block.verb, words, line });
    } else if (words.length === 2 && words[1] === '(') {
      block = { verb: first, line };
    } else {
      directives.push({ verb: first, words: words.slice(1), line });
    }
  }
  if (block !== undefined) problems.push({ line: block.line, message: `the block "${block.verb} (" is never closed` });
  return { directives, problems };
}

interface Words {
  readonly words: readonly string[];
  readonly problem?: string;
}

// Strings first, then parentheses that stand alone, then anything up to a blank or a comment.
const wordPattern = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/.*|[()]|(?:(?!\/\/)[^\s()"`])+|\S/y;

function splitWords(source: string): Words {
  const words: string[] = [];
  wordPattern.lastIndex = 0;
  for (let at = 0; at < source.length;) {
    if (/\s/.test(source[at] ?? '')) {
      at += 1;
      continue;
    }
    wordPattern.lastIndex = at;
    const word = wordPattern.exec(source)?.[0] ?? '';
    if (word.startsWith('//')) break;
    if (word === '"' || word === '`') return { words, problem: 'a string is never closed' };
    words.push(unquote(word));
    at += word.length;
  }
  return { words };
}

function unquote(word: string): string {
  if (word.startsWith('`')) return word.slice(1, -1);
  return word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word;
}
