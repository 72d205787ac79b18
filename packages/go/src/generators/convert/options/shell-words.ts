/**
 * Splits a command line as a shell does, for a plugin that joins its options with blanks and hands them to one.
 * Undefined where the shell would do more than split: variables, patterns, pipes.
 */
export function splitShellWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let rest = line; rest !== '';) {
    const token = readToken(rest);
    if (token === undefined) return undefined;
    rest = rest.slice(token.length);
    if (token.text !== undefined) word = `${word ?? ''}${token.text}`;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** A piece of a word, or without a text the blanks between two. */
interface Token {
  readonly length: number;
  readonly text?: string;
}

const forms: readonly (readonly [RegExp, (text: string) => string | undefined])[] = [
  [/^\s+/, () => undefined],
  [/^'[^']*'/, (text) => text.slice(1, -1)],
  [/^"(?:[^"\\$`]|\\["\\$`])*"/, (text) => text.slice(1, -1).replace(/\\(["\\$`])/g, '$1')],
  [/^[^\s'"\\$`;&|<>()*?[\]{}~#!]+/, (text) => text],
  [/^\\[^\n]/, (text) => text.slice(1)],
];

function readToken(line: string): Token | undefined {
  for (const [form, toText] of forms) {
    const [match] = form.exec(line) ?? [];
    if (match === undefined) continue;
    const text = toText(match);
    return { length: match.length, ...(text === undefined ? {} : { text }) };
  }
  return undefined;
}
