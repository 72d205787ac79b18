import { describeValue, escapeUnprintable } from './quoting.ts';

/** Words that some reader of YAML 1.1 or 1.2 takes for something else than text; e0 is a number to a few. */
const keyword = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|e[0-9._-]*)$/i;
/** Plain text no reader mistakes, not even in a flow collection; and quantities such as 128Mi. */
const plain = /^(?:[A-Za-z][A-Za-z0-9_./-]*|[1-9][0-9]*(?:m|k|Ki|M|Mi|G|Gi|T|Ti))$/;

/** A value as YAML on one line: plain where no reader could mistake it, else double-quoted; collections in flow form. */
export function yaml(value: unknown): string {
  if (typeof value === 'string') {
    return plain.test(value) && !keyword.test(value) ? value : escapeUnprintable(JSON.stringify(value));
  }
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(yaml).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, inner]) => `${yaml(key)}: ${yaml(inner)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  throw new TypeError(`yaml() cannot write ${describeValue(value)}`);
}
