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
  const bytes: number[] = [];
  const add = (part: string) => bytes.push(...Buffer.from(part));
  for (let at = 0; at < text.length;) {
    const escape = /^\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\"]))/.exec(
      text.slice(at, at + 10),
    );
    if (text[at] !== '\\') {
      const next = text.indexOf('\\', at);
      const end = next === -1 ? text.length : next;
      add(text.slice(at, end));
      at = end;
      continue;
    }
    if (escape === null) return undefined;
    const [whole, hex, octal, short, long, letter] = escape;
    const byte = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
    const rune = Number.parseInt(short ?? long ?? '', 16);
    if (letter !== undefined) add(simple[letter] ?? '');
    else if (!Number.isNaN(byte) && byte < 256) bytes.push(byte);
    else if (rune <= 0x10_ffff && !(rune >= 0xd800 && rune <= 0xdfff)) add(String.fromCodePoint(rune));
    else return undefined;
    at += whole.length;
  }
  return Buffer.from(bytes).toString('utf8');
}
