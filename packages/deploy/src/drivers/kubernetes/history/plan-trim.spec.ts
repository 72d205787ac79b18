import { describe, expect, it } from 'vitest';
import type { RecordEntry } from './stored-release.ts';
import { planTrim } from './trim-records.ts';

const entry = (revision: number, state: RecordEntry['state']): RecordEntry => ({
  ...{ name: `slipway.orders.v${revision}`, revision, state },
  ...{ images: [], fingerprint: '', created: '', resourceVersion: '' },
});
const series = (from: number, to: number, state: RecordEntry['state']) =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index, state));
const trimmed = (entries: readonly RecordEntry[]) => planTrim(entries).map(({ revision }) => revision);

describe('what is deleted of a history', () => {
  it('is nothing up to ten', () => {
    expect(trimmed(series(1, 10, 'superseded'))).toEqual([]);
  });

  it('is the oldest beyond ten, whatever the order they come in', () => {
    expect(trimmed([entry(12, 'deployed'), ...series(1, 11, 'superseded')])).toEqual([2, 1]);
  });

  it('is never the newest that was deployed, however many failed after it', () => {
    const entries = [entry(1, 'superseded'), entry(2, 'deployed'), ...series(3, 14, 'failed')];
    expect(trimmed(entries)).toEqual([5, 4, 3, 1]);
  });
});
