import { comparePaths } from '../paths/check-path.ts';
import type { TemplateLock } from './lock.ts';

/**
 * The text of `template.lock.json`: keys sorted, one answer and one file per line, LF.
 * Two branches that change different files of a project merge without a conflict.
 */
export function renderLock(lock: TemplateLock): string {
  const fields = [
    `"lockVersion": ${lock.lockVersion}`,
    `"template": ${inline(lock.template)}`,
    `"chain": ${block('[', ']', lock.chain.map(inline))}`,
    `"engine": ${JSON.stringify(lock.engine)}`,
    `"answers": ${block('{', '}', entries(lock.answers))}`,
    `"files": ${block('{', '}', entries(lock.files))}`,
  ];
  return `{\n  ${fields.join(',\n  ')}\n}\n`;
}

function entries(record: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(record)
    .toSorted(comparePaths)
    .map((key) => `${JSON.stringify(key)}: ${inline(record[key])}`);
}

function block(open: string, close: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${open}${close}` : `${open}\n    ${lines.join(',\n    ')}\n  ${close}`;
}

/** JSON on one line with sorted keys. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = entries(Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)));
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}
