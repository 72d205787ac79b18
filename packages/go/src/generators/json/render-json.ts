/** How JSON is laid out where something is written. */
export interface JsonLayout {
  /** Blanks before the line that it begins on. */
  readonly indent: string;
  /** Blanks of one level. */
  readonly unit: string;
  readonly eol: string;
}

/** Lists of plain values stay on one line up to this width, as prettier has it by default. */
const lineWidth = 80;

/** Renders a value as it would stand on a line of that indent. */
export function renderJson(value: unknown, layout: JsonLayout): string {
  const { indent, unit, eol } = layout;
  const deeper = { ...layout, indent: `${indent}${unit}` };
  if (Array.isArray(value)) {
    const items = value.map((item) => renderJson(item, deeper));
    const line = `[${items.join(', ')}]`;
    const isPlain = value.every((item) => typeof item !== 'object' || item === null);
    if (items.length === 0 || (isPlain && indent.length + line.length < lineWidth)) return line;
    return `[${eol}${items.map((item) => `${deeper.indent}${item}`).join(`,${eol}`)}${eol}${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => `${deeper.indent}${JSON.stringify(key)}: ${renderJson(item, deeper)}`);
  return `{${eol}${lines.join(`,${eol}`)}${eol}${indent}}`;
}
