import { afterEach, describe, expect, it } from 'vitest';
import { faultAnswers } from '../../../testing/index.ts';
import { setId } from '../set/set-id.ts';
import {
  boat,
  boatDefinition,
  changesOf,
  configMap,
  createPatientClock,
  deployment,
  failureOf,
  linesOf,
  namespace,
  releaseName,
  service,
  startReleaseBed,
  type ReleaseBed,
} from './release-bed.spec.support.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

const partOf = 'applyset.kubernetes.io/part-of';
const objects = [deployment('web', 2), service('web'), configMap('a'), configMap('b')];

describe('what became of each object', () => {
  it('is created, then unchanged, and orphans are listed and left', async () => {
    bed = await startReleaseBed();
    expect(changesOf(await bed.apply(objects))).toEqual([
      'ConfigMap a created',
      'ConfigMap b created',
      'Service web created',
      'Deployment web created',
    ]);
    expect(new Set(changesOf(await bed.apply(objects)).map((line) => line.split(' ')[2]))).toEqual(
      new Set(['unchanged']),
    );
    const { orphans } = await bed.apply([service('web')]);
    expect(orphans).toMatchObject([
      { resource: { kind: 'ConfigMap' }, name: 'a', namespace: 'dev', isSpared: false },
      { name: 'b' },
      { resource: { kind: 'Deployment' }, name: 'web' },
    ]);
    expect(bed.cluster.list('ConfigMap')).toHaveLength(2);
  });

  it('is unchanged though a controller wrote the status between', async () => {
    bed = await startReleaseBed();
    await bed.apply(objects);
    const version = () =>
      bed.cluster.get({ kind: 'Deployment', namespace: 'dev', name: 'web' })?.metadata.resourceVersion;
    const before = version();
    bed.cluster.edit(
      { kind: 'Deployment', namespace: 'dev', name: 'web' },
      (object) => ({ ...object, status: { observedGeneration: 7 } }),
      { manager: 'kube-controller-manager', subresource: 'status' },
    );
    expect(version()).not.toBe(before);
    expect(changesOf(await bed.apply(objects))).toContain('Deployment web unchanged');
  });

  it.each([
    ['data', configMap('a', { key: 'other' }), configMap('a')],
    ['a label alone', deployment('web', 2, { labels: { x: 'y' } }), deployment('web', 2)],
    [
      'an annotation that goes',
      service('web'),
      { ...service('web'), metadata: { name: 'web', annotations: { x: 'y' } } },
    ],
  ])('is configured by %s', async (_, after, before) => {
    bed = await startReleaseBed();
    await bed.apply([before]);
    const [line] = changesOf(await bed.apply([after]));
    expect(line).toMatch(/configured$/);
  });

  it('is configured where it was there before, and of no set', async () => {
    bed = await startReleaseBed();
    bed.cluster.create(configMap('a', { key: 'value' }, { namespace: 'dev' }));
    expect(changesOf(await bed.apply([configMap('a')]))).toEqual(['ConfigMap a configured']);
    expect(bed.cluster.get({ kind: 'ConfigMap', namespace: 'dev', name: 'a' })?.metadata.labels).toEqual({
      [partOf]: setId(releaseName),
    });
  });

  it('is told as it happens, step by step', async () => {
    bed = await startReleaseBed();
    const told: string[] = [];
    await bed.apply(objects, { onApplied: ({ object }) => told.push(object.kind) });
    expect(told).toEqual(['ConfigMap', 'ConfigMap', 'Service', 'Deployment']);
  });

  it('comes with the warnings of the server', async () => {
    bed = await startReleaseBed();
    bed.cluster.warn(/deployments\/web/, 'would violate PodSecurity "restricted:latest"');
    expect((await bed.apply(objects)).warnings).toEqual(['would violate PodSecurity "restricted:latest"']);
  });
});

describe('the requests', () => {
  it('are the objects, their kinds and two, and three with another kind before', async () => {
    bed = await startReleaseBed();
    await bed.release(objects);
    expect(linesOf(bed.cluster)).toEqual([
      'GET secrets/slipway.web',
      ...['GET configmaps', 'GET services', 'GET deployments'].sort(byOrderOf(linesOf(bed.cluster))),
      'POST secrets',
      ...['PATCH configmaps/a', 'PATCH configmaps/b'].sort(byOrderOf(linesOf(bed.cluster))),
      'PATCH services/web',
      'PATCH deployments/web',
    ]);
    bed.cluster.clearRequests();
    await bed.release(objects);
    expect(bed.cluster.requests).toHaveLength(objects.length + 3 + 2);
    bed.cluster.clearRequests();
    // A kind goes without an orphan of it: somebody else deleted the object.
    bed.cluster.delete({ kind: 'Service', namespace: 'dev', name: 'web' });
    await bed.release([deployment('web', 2), configMap('a'), configMap('b')]);
    expect(bed.cluster.requests).toHaveLength(3 + 3 + 3);
  });

  it('apply strictly, as slipway, and never by force', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    const [patch] = bed.cluster.requests.filter(({ method }) => method === 'PATCH');
    expect(patch?.query).toEqual({ fieldManager: 'slipway', fieldValidation: 'Strict' });
    expect(patch?.headers['content-type']).toBe('application/apply-patch+yaml');
  });
});

describe('a refusal', () => {
  it('stops the next step, not the rest of its own, and says all of it', async () => {
    bed = await startReleaseBed();
    const bad = [
      { ...configMap('x'), dataa: {} },
      { ...configMap('y'), datab: {} },
    ];
    const error = await failureOf(bed.apply([...bad, configMap('z'), service('web')]));
    expect(error.message.split('\n')).toEqual([
      'The cluster did not take 2 objects. [APPLY_INVALID]',
      expect.stringContaining('ConfigMap dev/x'),
      expect.stringContaining('.dataa: field not declared in schema'),
      expect.stringContaining('ConfigMap dev/y'),
      expect.stringContaining('.datab: field not declared in schema'),
      '1 of 4 objects applied, 2 failed, 1 not sent. Nothing was deleted.',
      expect.stringMatching(/^Hint: /),
    ]);
    expect(bed.cluster.list('ConfigMap').map(({ metadata }) => metadata.name)).toEqual(['z']);
    expect(bed.cluster.list('Service')).toEqual([]);
  });

  it('names every field that others own, with its owner', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a'), configMap('b'), configMap('c')]);
    for (const name of ['a', 'b']) {
      bed.cluster.edit(
        { kind: 'ConfigMap', namespace: 'dev', name },
        (object) => ({ ...object, data: { key: 'mine' } }),
        {
          manager: 'kubectl-edit',
        },
      );
    }
    const wanted = ['a', 'b', 'c'].map((name) => configMap(name, { key: 'ours' }));
    const error = await failureOf(bed.apply(wanted));
    expect(error).toMatchObject({
      code: 'APPLY_CONFLICT',
      summary: 'Fields of 2 objects belong to other managers.',
      state: '1 of 3 objects applied, 2 failed, 0 not sent. Nothing was deleted.',
    });
    expect(error.details.join('\n')).toMatch(
      /dev\/a .*\n.*\.data\.key belongs to kubectl-edit\n.*dev\/b .*\n.*\.data\.key/,
    );
    expect(error.hint).toContain('--force-conflicts');
    expect(changesOf(await bed.apply(wanted, { forceConflicts: true }))).toEqual([
      'ConfigMap a configured',
      'ConfigMap b configured',
      'ConfigMap c unchanged',
    ]);
  });

  it('of another sort comes before conflicts', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    bed.cluster.edit(
      { kind: 'ConfigMap', namespace: 'dev', name: 'a' },
      (object) => ({ ...object, data: { key: 'x' } }),
      {
        manager: 'kubectl-edit',
      },
    );
    const error = await failureOf(bed.apply([configMap('a'), { ...configMap('b'), dataa: {} }]));
    expect(error.code).toBe('APPLY_INVALID');
    expect(error.message).toContain('[APPLY_CONFLICT]');
  });

  it('of one object keeps its own words', async () => {
    bed = await startReleaseBed();
    bed.cluster.fault({ method: 'PATCH', path: /configmaps/, answer: faultAnswers.webhookDenied('hook.test', 'no') });
    expect(await failureOf(bed.apply([configMap('a')]))).toMatchObject({
      code: 'APPLY_DENIED',
      state: 'Nothing was applied (0 of 1 objects applied, 1 failed, 0 not sent).',
    });
  });

  it('because of a write in the same moment is overcome, five times', async () => {
    bed = await startReleaseBed();
    bed.cluster.fault({ method: 'PATCH', path: /configmaps/, answer: faultAnswers.modified, times: 4 });
    expect(changesOf(await bed.apply([configMap('a')]))).toEqual(['ConfigMap a created']);
    bed.cluster.fault({ method: 'PATCH', path: /configmaps/, answer: faultAnswers.modified, times: 5 });
    expect(await failureOf(bed.apply([configMap('a')]))).toMatchObject({ code: 'APPLY_CONFLICT' });
  });
});

describe('a server that is away', () => {
  it('is said once, with what had been applied', async () => {
    bed = await startReleaseBed();
    bed.cluster.fault({ method: 'PATCH', path: /services|deployments/, answer: 'reset', times: Infinity });
    const error = await failureOf(bed.apply([configMap('a'), service('x'), service('y'), deployment('web')]));
    expect(error).toMatchObject({
      code: 'CLUSTER_UNREACHABLE',
      state: '1 of 4 objects applied, 2 failed, 1 not sent. Nothing was deleted.',
    });
  });

  it('is no harm where only answers were lost', async () => {
    bed = await startReleaseBed();
    bed.cluster.fault({ method: 'PATCH', answer: 'lose-answer', times: 2 });
    bed.cluster.fault({ method: 'POST', answer: 'lose-answer' });
    const release = await bed.release([configMap('a'), service('x')]);
    expect(release.objects).toHaveLength(2);
    bed.cluster.fault({ method: 'PATCH', path: /secrets/, answer: 'lose-answer' });
    expect(changesOf(await bed.release([configMap('a'), service('x')]))).toEqual([
      'ConfigMap a unchanged',
      'Service x unchanged',
    ]);
  });
});

it('a cancelled run says what it had applied, and sends no further step', async () => {
  const controller = new AbortController();
  bed = await startReleaseBed({ signal: controller.signal });
  const apply = bed.apply([configMap('a'), service('web')], { onApplied: () => controller.abort() });
  expect(await failureOf(apply)).toMatchObject({
    code: 'CANCELLED',
    state: '1 of 2 objects were applied for certain. Nothing was deleted.',
  });
  expect(bed.cluster.list('Service')).toEqual([]);
});

describe('an object that is being deleted', () => {
  const held = { kind: 'ConfigMap', namespace: 'dev', name: 'a' } as const;
  const hold = (finalizers: readonly string[]) =>
    bed.cluster.edit(held, (object) => ({ ...object, metadata: { ...object.metadata, finalizers } }), { manager: 'x' });

  it('is waited for, and made anew', async () => {
    bed = await startReleaseBed({ clock: createPatientClock((count) => count === 3 && hold([])) });
    await bed.apply([configMap('a')]);
    const { uid } = hold(['example.test/held']).metadata;
    bed.cluster.delete(held);
    expect(changesOf(await bed.apply([configMap('a')]))).toEqual(['ConfigMap a created']);
    const live = bed.cluster.get(held)?.metadata;
    expect(live?.uid).not.toBe(uid);
    expect(live?.deletionTimestamp).toBeUndefined();
  });

  it('is named with who holds it when it does not go', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    hold(['example.test/held']);
    bed.cluster.delete(held);
    const error = await failureOf(bed.apply([configMap('a')]));
    expect(error).toMatchObject({ code: 'ROLLOUT_TIMEOUT', details: ['ConfigMap a: held by example.test/held'] });
  });
});

describe('an object of a kind that the set brings along', () => {
  it('is tried until the kind is served', async () => {
    // The fake serves a kind from the next step of its controllers on.
    bed = await startReleaseBed({ clock: createPatientClock((count) => count === 4 && bed.cluster.step()) });
    expect(changesOf(await bed.apply([boat('b'), boatDefinition]))).toEqual([
      'CustomResourceDefinition boats.example.test created',
      'Boat b created',
    ]);
    expect(linesOf(bed.cluster).filter((line) => line === 'PATCH boats/b')).toHaveLength(5);
  });

  it('is given up after ten seconds', async () => {
    const clock = createPatientClock();
    bed = await startReleaseBed({ clock });
    const notFound = { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' };
    bed.cluster.fault({ method: 'PATCH', path: /\/boats\//, answer: notFound, times: Infinity });
    expect(await failureOf(bed.apply([boat('b'), boatDefinition]))).toMatchObject({ code: 'APPLY_KIND_UNKNOWN' });
    expect(clock.now()).toBeGreaterThanOrEqual(10_000);
    expect(clock.now()).toBeLessThan(11_000);
  });
});

describe('the namespace of the set', () => {
  const set = { name: 'web', namespace: 'new' };

  it('is missing, and nobody said to make it', async () => {
    bed = await startReleaseBed();
    const error = await failureOf(bed.apply([configMap('a')], { set }));
    expect(error).toMatchObject({ code: 'NAMESPACE_MISSING', state: 'Nothing was applied.' });
    expect(error.hint).toContain('kubectl create namespace new');
    expect(bed.cluster.get({ kind: 'Namespace', name: 'new' })).toBeUndefined();
  });

  it('is made when told, as no member of the set', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')], { set, createNamespace: true });
    expect(bed.cluster.get({ kind: 'Namespace', name: 'new' })?.metadata.labels?.[partOf]).toBeUndefined();
    expect(bed.cluster.get({ kind: 'ConfigMap', namespace: 'new', name: 'a' })).toBeDefined();
  });

  it('is made where the set holds it, before the record, and sent once', async () => {
    bed = await startReleaseBed();
    const release = await bed.apply([configMap('a'), namespace('new')], { set });
    expect(changesOf(release)).toEqual(['Namespace new created', 'ConfigMap a created']);
    expect(linesOf(bed.cluster).filter((line) => line.startsWith('PATCH'))).toEqual([
      'PATCH namespaces/new',
      'PATCH configmaps/a',
    ]);
    expect(changesOf(await bed.apply([configMap('a'), namespace('new')], { set }))).toEqual([
      'Namespace new unchanged',
      'ConfigMap a unchanged',
    ]);
  });

  it('is being deleted: whoever deploys has to wait', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    bed.cluster.edit(
      { kind: 'ConfigMap', namespace: 'dev', name: 'a' },
      (object) => ({ ...object, metadata: { ...object.metadata, finalizers: ['example.test/held'] } }),
      { manager: 'x' },
    );
    bed.cluster.delete({ kind: 'Namespace', name: 'dev' });
    const error = await failureOf(bed.apply([configMap('b')]));
    expect(error).toMatchObject({ code: 'NAMESPACE_MISSING' });
    expect(error.message).toContain('is being deleted');
    expect(error.hint).toContain('kubectl wait --for=delete namespace/dev');
  });

  it('may be written by others alone: that is a warning where it is there', async () => {
    bed = await startReleaseBed();
    bed.cluster.forbid({ verb: 'patch', resource: 'namespaces' });
    bed.cluster.forbid({ verb: 'list', resource: 'namespaces' });
    const release = await bed.apply([configMap('a'), namespace('dev')]);
    expect(changesOf(release)).toEqual(['ConfigMap a created']);
    expect(release.warnings).toEqual([expect.stringMatching(/^Namespace dev was left as it is: .*cannot patch/)]);
  });

  it('and where nobody can tell', async () => {
    bed = await startReleaseBed();
    bed.cluster.forbid({ resource: 'namespaces' });
    expect((await bed.apply([configMap('a'), namespace('dev')])).warnings).toHaveLength(1);
  });

  it('and an error where it is not there', async () => {
    bed = await startReleaseBed();
    bed.cluster.forbid({ verb: 'patch', resource: 'namespaces' });
    const error = await failureOf(bed.apply([configMap('a'), namespace('new')], { set }));
    expect(error).toMatchObject({ code: 'CLUSTER_FORBIDDEN', state: 'Nothing was applied.' });
    bed.cluster.permit();
    bed.cluster.forbid({ verb: 'create', resource: 'namespaces' });
    expect(await failureOf(bed.apply([configMap('a')], { set, createNamespace: true }))).toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
    });
  });
});

/** Requests that are sent at once arrive in any order. */
function byOrderOf(lines: readonly string[]): (first: string, second: string) => number {
  return (first, second) => lines.indexOf(first) - lines.indexOf(second);
}
