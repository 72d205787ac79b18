const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/**
 * The text that a Go string literal stands for; `undefined` where it is none (https://go.dev/ref/spec#String_literals).
 * Escaped bytes are read together as UTF-8.
 */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || (quote !== '"' && quote !== '`') || !literal.endsWith(quote)) return undefined;
  const inner = literal.slice(1, -1);
  // Go drops carriage returns from raw strings.
  if (quote === '`') return inner.replaceAll('\r', '');
  return inner.includes('\\') ? unescape(inner) : inner;
}

function unescape(text: string): string | undefined {
  const parts = text.match(/\\(?:x..|[0-7]..|u.{4}|U.{8}|[^])|[^\\]+|\\/g) ?? [];
  const bytes = parts.map((part) => (part.startsWith('\\') ? escapedBytes(part.slice(1)) : Buffer.from(part)));
  if (bytes.some((part) => part === undefined)) return undefined;
  return Buffer.concat(bytes.filter((part) => part !== undefined)).toString('utf8');
}

function escapedBytes(escape: string): Buffer | undefined {
  const letter = simple[escape];
  if (letter !== undefined) return Buffer.from(letter);
  if (/^x[0-9a-fA-F]{2}$/.test(escape)) return Buffer.from([Number.parseInt(escape.slice(1), 16)]);
  if (/^[0-3][0-7]{2}$/.test(escape)) return Buffer.from([Number.parseInt(escape, 8)]);
  if (!/^[uU][0-9a-fA-F]+$/.test(escape)) return undefined;
  const rune = Number.parseInt(escape.slice(1), 16);
  const isSurrogate = rune >= 0xd800 && rune <= 0xdfff;
  return rune <= 0x10_ffff && !isSurrogate ? Buffer.from(String.fromCodePoint(rune)) : undefined;
}
