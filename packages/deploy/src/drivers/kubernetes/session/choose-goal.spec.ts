import { describe, expect, it } from 'vitest';
import type { KubeClient } from '../api/kube-client.ts';
import type { RecordEntry } from '../history/stored-release.ts';
import { chooseGoal } from './choose-goal.ts';

const place = { client: {} as KubeClient, release: 'orders', environment: 'dev', namespace: 'dev' };
/** `3 deployed b`: revision, state and set. */
const history = (...lines: readonly string[]): readonly RecordEntry[] =>
  lines.map((line) => {
    const [revision = '', state = '', fingerprint = ''] = line.split(' ');
    return {
      ...{ name: `slipway.orders.v${revision}`, revision: Number(revision), state: state as RecordEntry['state'] },
      ...{ fingerprint, images: [], created: '2026-01-01T00:00:00Z', resourceVersion: '1' },
    };
  });

describe('the release to go back to', () => {
  it.each([
    { name: 'is the one before', entries: ['3 deployed c', '2 superseded b', '1 superseded a'], goal: 2 },
    {
      name: 'is the last that ran, after a failed one',
      entries: ['3 failed c', '2 deployed b', '1 superseded a'],
      goal: 2,
    },
    { name: 'is none that failed', entries: ['4 deployed d', '3 failed c', '2 failed b', '1 superseded a'], goal: 1 },
    { name: 'is another than what runs', entries: ['4 deployed b', '3 superseded c', '2 superseded b'], goal: 3 },
    { name: 'skips equals of what runs', entries: ['3 deployed a', '2 superseded a', '1 superseded z'], goal: 1 },
  ])('$name', ({ entries, goal }) => {
    expect(chooseGoal(place, history(...entries), undefined).revision).toBe(goal);
  });

  it('is the revision that was named, whatever became of it', () => {
    expect(chooseGoal(place, history('3 deployed c', '2 failed b'), 2).revision).toBe(2);
  });

  it.each([
    { name: 'nothing was released', entries: [], revision: undefined, text: /never released in namespace dev/ },
    { name: 'there is only one', entries: ['1 deployed a'], revision: undefined, text: /no earlier release/ },
    {
      name: 'nothing ever ran',
      entries: ['2 failed b', '1 failed a'],
      revision: undefined,
      text: /no earlier release/,
    },
    { name: 'the revision is not there', entries: ['1 deployed a'], revision: 7, text: /no revision 7/ },
  ])('is an error where $name', ({ entries, revision, text }) => {
    const choose = () => chooseGoal(place, history(...entries), revision);
    expect(choose).toThrow(text);
    expect(choose).toThrow(expect.objectContaining({ code: 'RELEASE_MISSING' }));
  });
});
