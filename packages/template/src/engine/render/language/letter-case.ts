/** `order-items`: words in lower case with hyphens. */
export function kebab(value: unknown): string {
  return lowerWords(value).join('-');
}

/** `order_items`. */
export function snake(value: unknown): string {
  return lowerWords(value).join('_');
}

/** `ORDER_ITEMS`. */
export function screaming(value: unknown): string {
  return snake(value).toUpperCase();
}

/** `OrderItems`. */
export function pascal(value: unknown): string {
  return lowerWords(value).map(capitalize).join('');
}

/** `orderItems`. */
export function camel(value: unknown): string {
  return lowerWords(value)
    .map((word, index) => (index === 0 ? word : capitalize(word)))
    .join('');
}

/** Splits at everything that is no letter or digit, and where case says that a word begins: `HTTPServer2` → http, server2. */
function lowerWords(value: unknown): readonly string[] {
  if (typeof value !== 'string') throw new TypeError('names are made from text only');
  return value
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function capitalize(word: string): string {
  const [first = '', ...rest] = word;
  return first.toUpperCase() + rest.join('');
}
