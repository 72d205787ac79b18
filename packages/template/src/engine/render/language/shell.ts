import { toScalarText } from './quoting.ts';

/** A value as one word of a POSIX shell. It may still begin with `-`: write `--` before it. */
export function shell(value: unknown): string {
  const text = toScalarText(value, 'shell');
  if (text.includes('\0')) throw new TypeError('shell() cannot write a NUL character');
  // `=` and `~` are left out: a first word A=b is an assignment, and ~ is a home folder.
  return /^[A-Za-z0-9_@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
