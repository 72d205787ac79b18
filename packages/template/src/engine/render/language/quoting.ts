/** Refuses what is no text, number or boolean: these functions quote one value. */
export function toScalarText(value: unknown, quoting: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new TypeError(`${quoting}() takes a text, a number or a boolean, not ${describeValue(value)}`);
}

/** What a value is, for an error. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'number' ? String(value) : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** Escapes what JSON leaves raw and other languages do not take raw: DEL, C1 controls, line separators, BOM. */
export function escapeUnprintable(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
