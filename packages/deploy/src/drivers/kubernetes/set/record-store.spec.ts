import { afterEach, describe, expect, it } from 'vitest';
import { faultAnswers } from '../../../testing/index.ts';
import {
  changesOf,
  configMap,
  failureOf,
  recordPlace,
  service,
  startReleaseBed,
  type ReleaseBed,
} from '../apply/release-bed.spec.support.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

/** How often each outcome came. */
async function race(...runs: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled(runs);
  const codes = outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? 'done' : (outcome.reason as { readonly code: string }).code,
  );
  return codes.sort();
}

describe('of two runs at once', () => {
  it('one wins where the release is new', async () => {
    bed = await startReleaseBed();
    expect(await race(bed.apply([configMap('a')]), bed.apply([configMap('a')]))).toEqual(['RELEASE_BUSY', 'done']);
  });

  it('one wins where nothing changes at all', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    const runs = [1, 2, 3].map(() => bed.apply([configMap('a')]));
    expect(await race(...runs)).toEqual(['RELEASE_BUSY', 'RELEASE_BUSY', 'done']);
  });

  it('the one that began first deletes nothing when the other began before its end', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a'), configMap('b')]);
    const first = await bed.apply([configMap('a')]);
    await bed.apply([configMap('a'), configMap('b')]);
    expect(await failureOf(bed.prune(first))).toMatchObject({
      code: 'RELEASE_BUSY',
      state: 'The release was applied; nothing was deleted.',
    });
    expect(bed.cluster.list('ConfigMap')).toHaveLength(2);
  });

  it('the one that began first does not narrow what the other wrote', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a'), service('s')]);
    bed.cluster.delete({ kind: 'Service', namespace: 'dev', name: 's' });
    const first = await bed.apply([configMap('a')]);
    await bed.apply([configMap('a'), service('s')]);
    expect(await failureOf(bed.prune(first))).toMatchObject({ code: 'RELEASE_BUSY' });
  });

  it('the one that removes loses as well', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    bed.cluster.fault({ method: 'DELETE', path: /secrets\/slipway\.web/, answer: faultAnswers.modified });
    expect(await failureOf(bed.remove())).toMatchObject({ code: 'RELEASE_BUSY' });
  });
});

describe('a write of the record', () => {
  const writes = [
    ['the first', () => bed.apply([configMap('a')]), 'POST'],
    ['a later', async () => (await bed.apply([configMap('a')]), bed.apply([configMap('a')])), 'PATCH'],
  ] as const;

  it.each(writes)('is known by its run where the answer was lost: %s', async (_, write, method) => {
    bed = await startReleaseBed();
    bed.cluster.fault({ method, path: /secrets/, answer: 'lose-answer', times: 2 });
    expect(changesOf(await write())).toHaveLength(1);
  });

  it.each(writes)('is sent again where it never arrived: %s', async (_, write, method) => {
    bed = await startReleaseBed();
    bed.cluster.fault({ method, path: /secrets/, answer: 'reset', times: 2 });
    expect(changesOf(await write())).toHaveLength(1);
  });

  it.each(writes)('ends the run where nobody answers: %s', async (_, write, method) => {
    bed = await startReleaseBed();
    bed.cluster.fault({ method, path: /secrets/, answer: 'reset', times: Infinity });
    expect(await failureOf(write())).toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
  });

  it('is refused where it is refused again and again', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    bed.cluster.fault({ method: 'PATCH', path: /secrets/, answer: faultAnswers.modified, times: Infinity });
    expect(await failureOf(bed.apply([configMap('a')]))).toMatchObject({ code: 'APPLY_CONFLICT' });
  });

  it.each(['get', 'create'])('says that %s is not allowed', async (verb) => {
    bed = await startReleaseBed();
    bed.cluster.forbid({ verb, resource: 'secrets' });
    expect(await failureOf(bed.apply([configMap('a')]))).toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
      state: verb === 'get' ? 'Nothing was changed.' : 'Nothing was applied.',
    });
  });

  it('loses where somebody deleted the record meanwhile', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    // The API server says so of a uid that is not there.
    bed.cluster.fault({ method: 'PATCH', path: /secrets/, answer: faultAnswers.modified });
    const { send } = bed.client;
    const client: typeof bed.client = {
      ...bed.client,
      async send(request) {
        const answer = await send(request);
        if (request.path.endsWith('/configmaps')) bed.cluster.delete({ kind: 'Secret', ...recordPlace });
        return answer;
      },
    };
    expect(await failureOf(bed.apply([configMap('a')], { client }))).toMatchObject({ code: 'RELEASE_BUSY' });
  });
});
