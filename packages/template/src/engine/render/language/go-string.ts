import { describeValue, escapeUnprintable } from './quoting.ts';

/** A text as an interpreted Go string literal. Half of a surrogate pair has no such form and is refused. */
export function goString(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`goString() takes a text, not ${describeValue(value)}`);
  if (/\p{Cs}/u.test(value)) throw new TypeError('goString() cannot write half of a surrogate pair');
  // The escapes JSON uses are a subset of Go's. What turns or hides text is spelt out: linters refuse it raw.
  return escapeUnprintable(JSON.stringify(value)).replace(/\p{Cf}/gu, escapeCodePoint);
}

function escapeCodePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
