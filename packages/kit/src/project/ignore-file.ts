/** What an ignore file says of a path relative to its folder: `undefined` is nothing. The last line that fits decides. */
export type IgnoreFile = (path: string, isFolder: boolean) => boolean | undefined;

interface Rule {
  readonly isIgnored: boolean;
  readonly onlyFolders: boolean;
  readonly fits: (path: string, name: string) => boolean;
}

/**
 * Reads a .gitignore (https://git-scm.com/docs/gitignore), whose form .nxignore shares. Says nothing of what lies in
 * an ignored folder: whoever walks does not enter it. Our own because the usual library costs the graph of a
 * thousand projects more time than all else it does with their folders.
 */
export function parseIgnoreFile(text: string): IgnoreFile {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap(parseRule)
    .reverse();
  return (path, isFolder) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return rules.find((rule) => (isFolder || !rule.onlyFolders) && rule.fits(path, name))?.isIgnored;
  };
}

function parseRule(line: string): readonly Rule[] {
  // Blanks at the end count only behind a backslash. Looked for from where a run of them begins, so in linear time.
  const whole = line.replace(/\r$/, '').replace(/(?<=^|[^ \t\\]|\\[ \t])[ \t]+$/, '');
  if (whole === '' || whole.startsWith('#')) return [];
  const isIgnored = !whole.startsWith('!');
  const pattern = isIgnored ? whole : whole.slice(1);
  const onlyFolders = pattern.endsWith('/');
  const path = onlyFolders ? pattern.slice(0, -1) : pattern;
  if (path === '') return [];
  const isAnchored = path.includes('/');
  return [{ isIgnored, onlyFolders, fits: matcherOf(path.replace(/^\//, ''), isAnchored) }];
}

function matcherOf(pattern: string, isAnchored: boolean): Rule['fits'] {
  if (!/[\\*?[]/.test(pattern)) return (path, name) => (isAnchored ? path : name) === pattern;
  const expression = toExpression(pattern);
  if (expression === undefined) return () => false;
  return (path, name) => expression.test(isAnchored ? path : name);
}

const star = '[^/]*';

// Each wildcard by the form git gives it: `**` is special only between slashes.
const wildcards: readonly (readonly [pattern: RegExp, expression: string])[] = [
  [/^\*\*\//y, '(?:.*/)?'],
  [/\/\*\*$/y, '/.+'],
  [/\/\*\*(?=\/)/y, '(?:/.*)?'],
  [/\*+/y, star],
  [/\?/y, '[^/]'],
];

/** Pieces of an expression at which a name ends. */
const betweenNames = new Set([literal('/'), ...wildcards.slice(0, 3).map(([, expression]) => expression)]);

/** Undefined for a pattern that can fit nothing: an open bracket, a backslash at its end, a range of what is no character. */
function toExpression(pattern: string): RegExp | undefined {
  const pieces: string[] = [];
  for (let at = 0; at < pattern.length;) {
    const bracket = pattern[at] === '[' ? bracketAt(pattern, at) : undefined;
    const wildcard = wildcards.find(([form]) => {
      form.lastIndex = at;
      return form.test(pattern);
    });
    if (bracket !== undefined) {
      pieces.push(bracket.expression);
      at = bracket.end;
    } else if (wildcard !== undefined) {
      pieces.push(wildcard[1]);
      at = wildcard[0].lastIndex;
    } else {
      if (pattern[at] === '\\') at += 1;
      const character = pattern[at];
      if (character === undefined || (character === '[' && pattern[at - 1] !== '\\')) return undefined;
      pieces.push(literal(character));
      at += 1;
    }
  }
  try {
    return new RegExp(`^${joinPieces(pieces)}$`, 's');
  } catch {
    return undefined;
  }
}

/**
 * Puts pieces of an expression together. What stands between two stars of one name is taken where it is first found:
 * looking further would find no more, and for many stars take for ever.
 */
function joinPieces(pieces: readonly string[]): string {
  let expression = '';
  let open: number | undefined;
  let groups = 0;
  for (const piece of pieces) {
    if (piece === star && open !== undefined) {
      groups += 1;
      expression = `${expression.slice(0, open)}(?=([^/]*?${expression.slice(open + star.length)}))\\${groups}`;
    }
    if (piece === star) open = expression.length;
    else if (betweenNames.has(piece)) open = undefined;
    expression += piece;
  }
  return expression;
}

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  space: '\\s',
  upper: 'A-Z',
  xdigit: 'A-Fa-f0-9',
};

/** `[a-z]`, `[!a]`, `[[:digit:]_]`. A closing bracket that stands first is one of the characters. */
function bracketAt(pattern: string, start: number): { readonly expression: string; readonly end: number } | undefined {
  const [whole, negation, inner] =
    /^\[([!^]?)((?:\]|\\.|\[:[a-z]+:\]|[^\]\\])(?:\\.|\[:[a-z]+:\]|[^\]\\])*)\]/.exec(pattern.slice(start)) ?? [];
  if (whole === undefined || inner === undefined) return undefined;
  const set = inner.replaceAll(/\[:([a-z]+):\]|\\(.)|([[\]^])/g, (_, name?: string, escaped?: string, own?: string) => {
    return name === undefined ? literal(escaped ?? own ?? '') : (classes[name] ?? '');
  });
  // Of a range in the wrong order git takes its first character, and JavaScript nothing but offence.
  const ranges = set.replaceAll(/([^\\])-([^\\])/g, (range, from: string, to: string) => (from > to ? from : range));
  return { expression: `(?!/)[${negation === '' ? '' : '^'}${ranges}]`, end: start + whole.length };
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}
