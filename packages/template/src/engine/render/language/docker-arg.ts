import { toScalarText } from './quoting.ts';

/** A value for ARG, ENV and LABEL of a Dockerfile, where `\`, `"` and `$` mean something even inside quotes. */
export function dockerArg(value: unknown): string {
  const text = toScalarText(value, 'dockerArg');
  // A Dockerfile has no escape for them: a line break ends the instruction.
  if (/[\0\r\n]/.test(text)) throw new TypeError('dockerArg() cannot write a line break or NUL');
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `"${text.replaceAll(/[\\"$]/g, '\\$&')}"`;
}
