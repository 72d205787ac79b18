/** A JSON object of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, and no list. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a field below a field, or undefined where the way there ends. */
export function readField(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((current, field) => (isJson(current) ? current[field] : undefined), value);
}

/** The object below a field, or an empty one. */
export function readObject(value: unknown, ...path: readonly string[]): Json {
  const found = readField(value, ...path);
  return isJson(found) ? found : {};
}

/** The list below a field, or an empty one. */
export function readList(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = readField(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text below a field, or an empty one. */
export function readText(value: unknown, ...path: readonly string[]): string {
  const found = readField(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The number below a field, or 0. */
export function readNumber(value: unknown, ...path: readonly string[]): number {
  const found = readField(value, ...path);
  return typeof found === 'number' ? found : 0;
}

/** Whether two JSON values are equal; the order of fields does not count. */
export function isSameJson(a: unknown, b: unknown): boolean {
  return sortedText(a) === sortedText(b);
}

/** JSON with sorted fields. */
export function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isJson(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
