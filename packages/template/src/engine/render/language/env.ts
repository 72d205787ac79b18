import { toScalarText } from './quoting.ts';

/**
 * A value for a `.env` file as compose and Node read it.
 * Readers agree on single quotes, and on double quotes only around text without `"`, `\` and `$`; what needs more is refused.
 */
export function env(value: unknown): string {
  const text = toScalarText(value, 'env');
  if (/[\0\r\n]/.test(text)) throw new TypeError('env() cannot write a line break or NUL');
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(text)) return text;
  if (!text.includes("'")) return `'${text}'`;
  if (!/["\\$`]/.test(text)) return `"${text}"`;
  throw new TypeError('env() cannot write a value that holds \' together with one of " \\ $ `: readers disagree on it');
}
