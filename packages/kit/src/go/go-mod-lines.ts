/** A mistake in a go.mod or go.work, where it is. */
export interface GoFileProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** One directive, its block taken apart: `require ( a v1 )` and `require a v1` are the same here. */
export interface GoDirective {
  readonly verb: string;
  /** As they are written, with their quotes. */
  readonly words: readonly string[];
  readonly line: number;
  readonly isInBlock: boolean;
}

/** What the lines of a go.mod or go.work say, before anybody asks what it means. */
export interface GoDirectives {
  readonly directives: readonly GoDirective[];
  readonly problems: readonly GoFileProblem[];
}

interface Block {
  readonly verb: string;
  readonly line: number;
}

/**
 * Reads the syntax that go.mod and go.work share (https://go.dev/ref/mod#go-mod-file-lexical): lines of words and
 * quoted strings, `//` comments, blocks in parentheses. One pass. Never throws: a broken line gives what stands
 * before its mistake, and the lines after it are read all the same.
 */
export function parseDirectives(text: string): GoDirectives {
  const directives: GoDirective[] = [];
  const problems: GoFileProblem[] = [];
  let block: Block | undefined;
  for (const [index, source] of withoutMark(text, problems).split('\n').entries()) {
    const line = index + 1;
    const { words, problem } = splitWords(source);
    if (problem !== undefined) problems.push({ line, message: problem });
    const [verb, ...rest] = words;
    if (verb === undefined) continue;
    if (block !== undefined) {
      if (verb !== ')') directives.push({ verb: block.verb, words, line, isInBlock: true });
      else if (rest.length > 0) problems.push({ line, message: 'nothing may follow the ")" that closes a block' });
      if (verb === ')') block = undefined;
    } else if (rest.at(-1) === '(') {
      block = { verb: openBlock(verb, rest, line, problems), line };
    } else if (rest.at(-2) === '(' && rest.at(-1) === ')') {
      openBlock(verb, rest.slice(0, -1), line, problems);
    } else {
      directives.push({ verb, words: rest, line, isInBlock: false });
    }
  }
  if (block !== undefined) problems.push({ line: block.line, message: `the block "${block.verb} (" is never closed` });
  return { directives, problems };
}

/** A byte order mark is no blank to the go command, although editors write one unasked. */
function withoutMark(text: string, problems: GoFileProblem[]): string {
  if (!text.startsWith('\uFEFF')) return text;
  problems.push({ line: 1, message: 'Go refuses the byte order mark at the beginning of the file' });
  return text.slice(1);
}

/** The verb of a block: `require (`. With more before the parenthesis it is a block that Go does not know. */
function openBlock(verb: string, rest: readonly string[], line: number, problems: GoFileProblem[]): string {
  if (rest.length === 1) return verb;
  problems.push({ line, message: `"(" must follow "${verb}" at once` });
  return `${verb} ${rest.slice(0, -1).join(' ')}`;
}

interface Words {
  readonly words: readonly string[];
  readonly problem?: string;
}

// Strings first, then what stands alone, then printable characters up to a blank, a comment or what stands alone.
const wordPattern = /"(?:[^"\\]|\\[^])*"|`[^`]*`|[()[\]{},]|(?!["`])(?:(?!\/[/*])[^\p{Z}\p{C}()[\]{},])+/uy;
const blankPattern = /[ \t\r]+/y;

function splitWords(source: string): Words {
  const words: string[] = [];
  for (let at = 0; at < source.length;) {
    blankPattern.lastIndex = at;
    at += blankPattern.exec(source)?.[0].length ?? 0;
    if (at === source.length || source.startsWith('//', at)) break;
    if (source.startsWith('/*', at)) return { words, problem: 'comments begin with "//" here, not with "/*"' };
    wordPattern.lastIndex = at;
    const word = wordPattern.exec(source)?.[0];
    if (word === undefined) return { words, problem: problemAt(source.codePointAt(at) ?? 0) };
    words.push(word);
    at += word.length;
  }
  return { words };
}

function problemAt(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  if (/["`]/.test(character)) return 'a string is never closed';
  return `there may be no character ${JSON.stringify(character)} here`;
}
