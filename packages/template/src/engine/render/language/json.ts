import { describeValue } from './quoting.ts';

/** A value as JSON on one line. Undefined, functions and numbers that JSON lacks are refused, also inside. */
export function json(value: unknown): string {
  assertJson(value);
  return JSON.stringify(value);
}

function assertJson(value: unknown): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value !== 'object') throw new TypeError(`json() cannot write ${describeValue(value)}`);
  for (const inner of Object.values(value)) assertJson(inner);
}
