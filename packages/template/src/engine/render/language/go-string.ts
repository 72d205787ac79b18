import { describeValue, escapeUnprintable } from './quoting.ts';

/** A text as an interpreted Go string literal. Half of a surrogate pair has no such form and is refused. */
export function goString(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`goString() takes a text, not ${describeValue(value)}`);
  if (/\p{Cs}/u.test(value)) throw new TypeError('goString() cannot write half of a surrogate pair');
  // The escapes JSON uses are a subset of Go's.
  return escapeUnprintable(JSON.stringify(value));
}
