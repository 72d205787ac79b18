import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeObject, type Judgement } from './judge/judge-object.ts';
import { toMadeBySet } from './judge/made-by-set.ts';
import { deployment, event, liveOf, pod } from './live-objects.spec.support.ts';
import { createLiveState, type LiveState } from './live-state.ts';
import { readRecording, type Recorded } from './replay.spec.support.ts';

const recordings = ['good-update', 'bad-image', 'crash-loop', 'settle-crash', 'failing-readiness'];

function judgeAll(changes: readonly Recorded[], before: readonly Recorded[]): Judgement {
  const live = createLiveState();
  for (const { collection, ...change } of before) live.update(collection, change);
  live.markStart();
  for (const { collection, ...change } of changes) live.update(collection, change);
  return judgeRecorded(live, before);
}

function judgeRecorded(live: LiveState, before: readonly Recorded[]): Judgement {
  const uid = before.find(({ collection }) => collection === 'deployments')?.object.metadata.uid ?? '';
  const object = live.find(uid);
  if (object === undefined) throw new Error('The recording holds no Deployment.');
  return judgeObject(object, { live, made: toMadeBySet([]) });
}

describe('a live state', () => {
  it.each(recordings)('gives one judgement for any order of the changes, told any number of times: %s', (name) => {
    const recording = readRecording(name);
    const before = recording.filter(({ at }) => at < 0);
    const changes = recording.filter(({ at }) => at >= 0);
    const told = fc.integer({ min: 0, max: changes.length }).chain((length) => {
      const seen = changes.slice(0, length);
      const anyOrder = fc.shuffledSubarray([...seen, ...seen], { minLength: seen.length * 2 });
      return fc.record({ seen: fc.constant(seen), again: anyOrder });
    });
    fc.assert(
      fc.property(told, ({ seen, again }) => {
        expect(judgeAll(again, before)).toEqual(judgeAll(seen, before));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the old listing until the new one is whole, and drops what it does not name', () => {
    const [first, second] = [pod({ name: 'a' }), pod({ name: 'b' })];
    const live = liveOf([first, second]);
    live.beginListing('pods', 'dev');
    live.update('pods', { type: 'ADDED', object: second });
    expect(live.podsOf('rs-2')).toEqual([first, second]);
    live.endListing('pods', 'dev');
    expect(live.podsOf('rs-2')).toEqual([second]);
    expect(live.isGone('pod-a')).toBe(true);
  });

  it('does not take a listing of one namespace for that of another', () => {
    const live = liveOf([pod()]);
    live.beginListing('pods', 'prod');
    live.endListing('pods', 'prod');
    expect(live.podsOf('rs-2')).toHaveLength(1);
  });

  it('leaves out events from before the release, until they happen again', () => {
    const old = event('d-orders', 'FailedCreate', 'of yesterday');
    const live = liveOf([deployment()], [old]);
    expect(live.eventsAbout('d-orders')).toEqual([]);
    const again = { ...old, metadata: { ...old.metadata, resourceVersion: '9999' } };
    live.update('events', { type: 'MODIFIED', object: again });
    expect(live.eventsAbout('d-orders')).toEqual([again]);
  });
});
