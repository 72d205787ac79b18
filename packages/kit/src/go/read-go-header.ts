import { unquote } from './unquote.ts';

/** What stands at the top of a Go file. */
export interface GoHeader {
  /** Absent where the file does not begin as a Go file does. */
  readonly packageName?: string;
  /** Import paths in the order of the file, with `C` among them. */
  readonly imports: readonly string[];
  /** Whether the text ended before the first declaration: a longer text could say more. */
  readonly isCut: boolean;
}

/**
 * Reads the package clause and the imports of a Go file, and stops at the first token after them.
 * Go requires imports to stand before all else, so nothing further down can be one
 * (https://go.dev/ref/spec#Source_file_organization). One pass, no backtracking.
 * Never throws: of a malformed file it returns what stood before the mistake.
 */
export function readGoHeader(text: string): GoHeader {
  const scanner = createScanner(text);
  const imports: string[] = [];
  if (scanner.next() !== 'package') return { imports, isCut: scanner.atEnd() };
  const packageName = scanner.next();
  if (!isIdentifier(packageName)) return { imports, isCut: scanner.atEnd() };
  for (;;) {
    let token = scanner.next();
    // The end of a line is a semicolon already; a second one would be an empty declaration, which Go does not know.
    if (token === ';' && !scanner.isOnNewLine()) token = scanner.next();
    if (token !== 'import') return { packageName, imports, isCut: scanner.atEnd() };
    const isComplete = readImport(scanner, imports);
    if (!isComplete) return { packageName, imports, isCut: scanner.atEnd() };
  }
}

interface Scanner {
  /** The next token: a word, a string with its quotes, or a single character. `undefined` at the end of the text. */
  next(): string | undefined;
  /** Whether the last token is the first one of its line. */
  isOnNewLine(): boolean;
  atEnd(): boolean;
}

/** Reads what follows `import`: one specification or a block of them. False at the first thing that cannot be one. */
function readImport(scanner: Scanner, imports: string[]): boolean {
  const first = scanner.next();
  if (first !== '(') return readSpecification(first, scanner, imports);
  for (;;) {
    const token = scanner.next();
    if (token === ')') return true;
    if (token === ';') continue;
    if (!readSpecification(token, scanner, imports)) return false;
  }
}

/** `"path"`, `name "path"`, `. "path"` or `_ "path"`. */
function readSpecification(token: string | undefined, scanner: Scanner, imports: string[]): boolean {
  const isAlias = token === '.' || isIdentifier(token);
  const path = unquote((isAlias ? scanner.next() : token) ?? '');
  if (path === undefined) return false;
  imports.push(path);
  return true;
}

function isIdentifier(token: string | undefined): token is string {
  return token !== undefined && /^[A-Za-z_\u0080-\uFFFF]/.test(token);
}

// Letters beyond ASCII are rare in headers; all of them count as letters, which is quick and errs on no valid file.
const wordPattern = /[A-Za-z0-9_\u0080-\uFFFF]+/y;
const blankPattern = /[\s\uFEFF]+/y;

function createScanner(text: string): Scanner {
  let at = 0;
  let onNewLine = false;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return false;
    at += match[0].length;
    return true;
  };
  /** Moves behind the next `end`; to the end of the text where there is none. */
  const skipPast = (end: string, from: number) => {
    const found = text.indexOf(end, from);
    at = found === -1 ? text.length : found + end.length;
  };
  const skipBlanksAndComments = () => {
    for (;;) {
      if (skip(blankPattern)) continue;
      if (text.startsWith('//', at)) skipPast('\n', at);
      else if (text.startsWith('/*', at)) skipPast('*/', at + 2);
      else return;
    }
  };
  const readString = (quote: string): string => {
    const start = at;
    at += 1;
    while (at < text.length && text[at] !== quote) {
      if (quote === '"' && text[at] === '\n') break;
      at += quote === '"' && text[at] === '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length);
    return text.slice(start, at);
  };
  return {
    next() {
      const before = at;
      skipBlanksAndComments();
      onNewLine = text.slice(before, at).includes('\n');
      const character = text[at];
      if (character === undefined) return undefined;
      if (character === '"' || character === '`') return readString(character);
      const start = at;
      if (!skip(wordPattern)) at += 1;
      return text.slice(start, at);
    },
    isOnNewLine: () => onNewLine,
    atEnd: () => at >= text.length,
  };
}
