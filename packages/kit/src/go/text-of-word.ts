import { unquote } from './unquote.ts';

/** What a word of a go.mod or go.work means: the text of a string, any other word itself. */
export function textOfWord(word: string): string {
  return /^["`]/.test(word) ? (unquote(word) ?? word) : word;
}
