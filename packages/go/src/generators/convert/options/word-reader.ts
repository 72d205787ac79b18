import { splitShellWords } from './shell-words.ts';

/** How a plugin hands a list of words to a command. Undefined where that cannot be told without a shell. */
export type WordReader = (words: readonly string[]) => readonly string[] | undefined;

/** The list is the command's arguments. */
export const asArguments: WordReader = (words) => words;

/** The list is joined with blanks, and a shell splits it anew. */
export const throughShell: WordReader = (words) => splitShellWords(words.join(' '));

/** The words of an option that holds a list; undefined for anything else. */
export function toWords(value: unknown, read: WordReader): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const words: readonly unknown[] = value;
  return words.every((word) => typeof word === 'string') ? read(words) : undefined;
}
