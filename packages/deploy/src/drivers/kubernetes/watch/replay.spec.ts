import { describe, expect, it } from 'vitest';
import { applied, beginRollout, createScriptedCluster, outcomeOf, readRecording } from './replay.spec.support.ts';

const panic = 'starting\npanic: no database\n\ngoroutine 1 [running]:\n';

/** Plays a recording against a rollout. Returns when it ended, in milliseconds after the apply, how, and what was said. */
async function replay(name: string, { settle = 10, minReadySeconds = 0 } = {}) {
  const recording = readRecording(name);
  const before = recording.filter(({ at }) => at < 0);
  const changes = recording.filter(({ at }) => at >= 0);
  const log = ({ previous }: { readonly previous: boolean }) => (previous ? panic : undefined);
  const cluster = createScriptedCluster({ before, log });
  const { rollout, clock, lines } = await beginRollout(cluster);
  const answer = changes.find(({ collection }) => collection === 'deployments');
  if (answer === undefined) throw new Error('The recording holds no answer to the apply.');
  const outcome = outcomeOf(rollout.finish({ objects: [applied(answer.object)], timeout: 30, settle }));
  for (const change of changes) {
    await clock.advance(change.at - clock.now());
    const { spec } = change.object as { readonly spec?: object };
    const isOurs = change.collection === 'deployments' && minReadySeconds > 0;
    cluster.tell(isOurs ? { ...change, object: { ...change.object, spec: { ...spec, minReadySeconds } } } : change);
    await clock.advance(0);
    if (outcome.current() !== 'open') break;
  }
  while (outcome.current() === 'open') await clock.advance(100);
  rollout.close();
  return { milliseconds: clock.now(), outcome: outcome.current(), lines };
}

describe('recordings of a real cluster', () => {
  it('sees a good update through, and waits whether it stays so', async () => {
    const { milliseconds, outcome, lines } = await replay('good-update');
    expect(outcome).toBe('done');
    expect(lines).toEqual([
      'output: Deployment orders  0 of 2 ready',
      'output: Deployment orders  1 of 2 ready',
      'output: Deployment orders  2 of 2 ready, 1 of the old still there',
      'output: Deployment orders  2 of 2 ready',
      'output: All is ready; watching for 10 s whether it stays so',
    ]);
    expect(milliseconds).toBeGreaterThan(10_000);
  });

  it('waits only for what minReadySeconds has not proved', async () => {
    const whole = await replay('good-update');
    const shorter = await replay('good-update', { minReadySeconds: 7 });
    const none = await replay('good-update', { minReadySeconds: 10 });
    expect(shorter.outcome).toBe('done');
    expect(whole.milliseconds - shorter.milliseconds).toBe(7000);
    expect(whole.milliseconds - none.milliseconds).toBe(10_000);
  });

  it('names a bad image as soon as it is told', async () => {
    const { milliseconds, outcome } = await replay('bad-image');
    expect(outcome).toBe(
      [
        'Deployment orders cannot get image registry.example/gone:1: not found. [ROLLOUT_IMAGE]',
        '  Seen on pod orders-57487fb4d9-nqmms.',
        'Hint: `kubectl -n dev describe pod orders-57487fb4d9-nqmms` shows more.',
      ].join('\n'),
    );
    expect(milliseconds).toBeLessThan(2000);
  });

  it('names a crash loop at the second restart, with what the process said last', async () => {
    const { milliseconds, outcome, lines } = await replay('crash-loop');
    expect(outcome).toBe(
      [
        'Deployment orders crashes: container app ends with exit code 2. [ROLLOUT_CRASHED]',
        '  Seen on pod orders-7c4c7fd4cb-rsmxv.',
        '  Last lines of container app:',
        '    panic: no database',
        '    goroutine 1 [running]:',
        'Hint: `kubectl -n dev logs orders-7c4c7fd4cb-rsmxv -c app --previous` shows more.',
      ].join('\n'),
    );
    expect(lines).toContain('warn: Deployment orders crashes: container app ends with exit code 2');
    expect(milliseconds).toBeLessThan(30_000);
  });

  it('finds the crash that comes after everything was ready', async () => {
    const { outcome, lines } = await replay('settle-crash');
    expect(lines).toContain('output: All is ready; watching for 10 s whether it stays so');
    expect(outcome).toMatch(
      /^Deployment orders crashes: container app ends with exit code 2, after it was ready\. \[ROLLOUT_CRASHED\]/,
    );
  });

  it('would have missed it without a settle time', async () => {
    expect((await replay('settle-crash', { settle: 0 })).outcome).toBe('done');
  });

  it('names the probe where time is up', async () => {
    const { milliseconds, outcome, lines } = await replay('failing-readiness');
    const sign =
      'is not ready: the readiness probe of container app (GET :8080/readyz) fails: HTTP probe failed with statuscode: 503';
    expect(outcome.split('\n').slice(0, 2)).toEqual([
      'Deployment orders was not ready within 30 s: 0 of 2 ready. [ROLLOUT_TIMEOUT]',
      `  It ${sign}.`,
    ]);
    expect(Math.floor(milliseconds / 1000)).toBe(30);
    expect(lines.filter((line) => line === `warn: Deployment orders ${sign}`)).toHaveLength(1);
  });
});
