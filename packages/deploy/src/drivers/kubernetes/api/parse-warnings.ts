/**
 * Texts of `Warning` headers. Node joins repeated ones by a comma, which may also stand inside a text,
 * so that the quoted strings are read: `299 - "first, one", 299 - "second \"one\""` (RFC 7234, 5.5).
 */
export function parseWarnings(header: string | undefined): readonly string[] {
  const texts = (header ?? '').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...texts].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));
}
