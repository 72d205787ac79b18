import { createHash } from 'node:crypto';
import type { Digest } from '@slipway/kit';

/** The same value with the keys of every object in order, so that equal values have equal texts. */
export function toCanonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCanonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, toCanonical(field)]),
  );
}

/** A digest that is equal for equal values, whatever the order of their keys. */
export function fingerprintOf(value: unknown): Digest {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify(toCanonical(value)))
    .digest('hex')}`;
}
