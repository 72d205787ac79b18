/**
 * The JSON objects that Go tools print one after the other, each on one line or indented.
 * Throws a SyntaxError for what is no such stream.
 */
export function parseJsonStream(text: string): readonly unknown[] {
  // Within an indented object no line begins with a brace.
  const objects = text.split(/\r?\n(?=\{)/).filter((object) => object.trim() !== '');
  return objects.map((object): unknown => JSON.parse(object));
}
