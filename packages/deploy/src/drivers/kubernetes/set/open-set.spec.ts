import { afterEach, describe, expect, it } from 'vitest';
import { faultAnswers } from '../../../testing/index.ts';
import {
  changesOf,
  configMap,
  failureOf,
  recordPlace,
  releaseName,
  service,
  startReleaseBed,
  type ReleaseBed,
} from '../apply/release-bed.spec.support.ts';
import type { KubeMetadata, KubeObject } from '../kube-object.ts';
import { setId } from './set-id.ts';
import { ownTooling } from './tooling.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

const key = (name: string) => `applyset.kubernetes.io/${name}`;
const id = setId(releaseName);

function record(): KubeMetadata | undefined {
  return bed.cluster.get({ kind: 'Secret', ...recordPlace })?.metadata;
}

/** A Secret in the place of the record. */
function secret(labels: Readonly<Record<string, string>>, annotations: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { ...recordPlace, labels, annotations } };
}

/** What kubectl 1.34 writes. */
function kubectlRecord(): void {
  const annotations = {
    [key('tooling')]: 'kubectl/v1.34.10',
    [key('contains-group-kinds')]: 'ConfigMap',
    [key('additional-namespaces')]: '',
  };
  bed.cluster.create(secret({ [key('id')]: id }, annotations), 'kubectl-applyset');
}

describe('the record', () => {
  it('says where members may be before the first of them is there', async () => {
    bed = await startReleaseBed();
    bed.cluster.fault({ method: 'PATCH', answer: faultAnswers.webhookDenied('hook.test', 'no'), times: Infinity });
    await failureOf(bed.apply([configMap('a'), service('s'), configMap('b', {}, { namespace: 'other' })]));
    expect(record()?.labels?.[key('id')]).toBe(id);
    expect(record()?.annotations).toMatchObject({
      [key('tooling')]: ownTooling(),
      [key('contains-group-kinds')]: 'ConfigMap,Service',
      [key('additional-namespaces')]: 'other',
    });
  });

  it('keeps the old places until the orphans in them are gone', async () => {
    bed = await startReleaseBed();
    await bed.release([configMap('a'), service('s'), configMap('b', {}, { namespace: 'other' })]);
    const release = await bed.apply([configMap('a')]);
    expect(record()?.annotations).toMatchObject({
      [key('contains-group-kinds')]: 'ConfigMap,Service',
      [key('additional-namespaces')]: 'other',
    });
    await bed.prune(release);
    expect(record()?.annotations).toMatchObject({
      [key('contains-group-kinds')]: 'ConfigMap',
      [key('additional-namespaces')]: '',
    });
  });

  it('is read without the contents of the Secret', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    const [read] = bed.cluster.requests;
    expect(read).toMatchObject({ path: '/api/v1/namespaces/dev/secrets/slipway.web' });
    expect(read?.headers['accept']).toContain('as=PartialObjectMetadata');
  });

  it('forgets a kind that the cluster no longer has, and says so', async () => {
    bed = await startReleaseBed();
    await bed.release([configMap('a')]);
    bed.cluster.edit(
      { kind: 'Secret', ...recordPlace },
      ({ metadata, ...object }) => ({
        ...object,
        metadata: {
          ...metadata,
          annotations: { ...metadata.annotations, [key('contains-group-kinds')]: 'Boat.example.test,ConfigMap' },
        },
      }),
      { manager: 'somebody' },
    );
    const { warnings } = await bed.release([configMap('a')]);
    expect(warnings).toEqual([expect.stringContaining('no longer knows Boat.example.test')]);
    expect((await bed.release([configMap('a')])).warnings).toEqual([]);
  });
});

describe('a Secret that is no record of the release is left alone:', () => {
  const tooling = { [key('tooling')]: 'slipway/0.1.0' };
  const kinds = { [key('contains-group-kinds')]: 'ConfigMap' };
  it.each([
    ['a bare one', {}, {}, ['the label', 'tooling is missing', 'contains-group-kinds is missing']],
    [
      'one with another id',
      { [key('id')]: 'applyset-x-v1' },
      { ...tooling, ...kinds },
      ['is applyset-x-v1, and of this'],
    ],
    ['one without kinds', { [key('id')]: id }, tooling, ['contains-group-kinds is missing']],
    ['one without a tool', { [key('id')]: id }, kinds, ['tooling is missing']],
  ])('%s', async (_, labels, annotations, problems) => {
    bed = await startReleaseBed();
    bed.cluster.create(secret(labels, annotations));
    for (const adopt of [false, true]) {
      const error = await failureOf(bed.apply([configMap('a')], { adopt }));
      expect(error).toMatchObject({ code: 'RELEASE_FOREIGN', state: 'Nothing was changed.' });
      expect(error.details).toHaveLength(problems.length);
      for (const [index, problem] of problems.entries()) expect(error.details[index]).toContain(problem);
    }
    expect(bed.cluster.mutations).toEqual([]);
  });
});

describe('the set of another tool', () => {
  it('is refused, with its name', async () => {
    bed = await startReleaseBed();
    kubectlRecord();
    const error = await failureOf(bed.apply([configMap('a')]));
    expect(error).toMatchObject({ code: 'RELEASE_FOREIGN' });
    expect(error.summary).toContain('managed by kubectl/v1.34.10');
    expect(error.hint).toContain('--adopt');
    expect(await failureOf(bed.remove())).toMatchObject({ code: 'RELEASE_FOREIGN' });
    expect(bed.cluster.mutations).toEqual([]);
  });

  it('is taken over with --adopt, with its members and its orphans', async () => {
    bed = await startReleaseBed();
    kubectlRecord();
    for (const name of ['a', 'b']) {
      const member = configMap(
        name,
        { key: 'old', dropped: 'x' },
        { namespace: 'dev', labels: { [key('part-of')]: id } },
      );
      bed.cluster.create(member, 'kubectl-client-side-apply');
    }
    const release = await bed.apply([configMap('a')], { adopt: true });
    expect(release.orphans).toMatchObject([{ name: 'b', isSpared: false }]);
    await bed.prune(release);
    expect(bed.cluster.list('ConfigMap').map((object) => object['data'])).toEqual([{ key: 'value' }]);
    expect(record()?.annotations?.[key('tooling')]).toBe(ownTooling());
    expect(changesOf(await bed.apply([configMap('a')]))).toEqual(['ConfigMap a unchanged']);
  });
});

describe('a member of another release', () => {
  const other = { name: 'other', namespace: 'dev' };

  it('is never taken, and all of them are named with their release', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a'), configMap('b')]);
    bed.cluster.clearRequests();
    const error = await failureOf(
      bed.apply([configMap('a'), configMap('b'), configMap('c')], { set: other, forceConflicts: true, adopt: true }),
    );
    expect(error).toMatchObject({ code: 'RELEASE_FOREIGN', summary: '2 objects belong to other releases.' });
    expect(error.details).toEqual(['ConfigMap a belongs to release web', 'ConfigMap b belongs to release web']);
    expect(bed.cluster.mutations).toEqual([]);
    expect(changesOf(await bed.apply([configMap('a'), configMap('b')]))).toEqual([
      'ConfigMap a unchanged',
      'ConfigMap b unchanged',
    ]);
  });

  it('is named by id where its record cannot be read', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('a')]);
    bed.cluster.forbid({ verb: 'list', resource: 'secrets' });
    const error = await failureOf(bed.apply([configMap('a')], { set: other }));
    expect(error.summary).toBe(`ConfigMap a belongs to release ${id}.`);
  });

  it('is one too where somebody wrote the label by hand', async () => {
    bed = await startReleaseBed();
    bed.cluster.create(
      configMap('a', {}, { namespace: 'dev', labels: { [key('part-of')]: 'theirs' } }),
      'kubectl-label',
    );
    expect(await failureOf(bed.apply([configMap('a')], { forceConflicts: true }))).toMatchObject({
      code: 'RELEASE_FOREIGN',
      summary: 'ConfigMap a belongs to release theirs.',
    });
  });

  it('is found by the server where it became one since the listing', async () => {
    bed = await startReleaseBed();
    await bed.apply([configMap('b')]);
    bed.cluster.create(configMap('a', { key: 'value' }, { namespace: 'dev' }));
    const { send } = bed.client;
    const client: typeof bed.client = {
      ...bed.client,
      async send(request) {
        const answer = await send(request);
        if (request.path.endsWith('/configmaps')) {
          const label = (object: KubeObject): KubeObject => ({
            ...object,
            metadata: { ...object.metadata, labels: { [key('part-of')]: 'theirs' } },
          });
          bed.cluster.edit({ kind: 'ConfigMap', namespace: 'dev', name: 'a' }, label, { manager: 'kubectl-label' });
        }
        return answer;
      },
    };
    expect(await failureOf(bed.apply([configMap('a'), configMap('b')], { client }))).toMatchObject({
      code: 'RELEASE_FOREIGN',
      summary: 'ConfigMap a belongs to another release.',
    });
  });
});

it('what a controller copied the label to is no member', async () => {
  bed = await startReleaseBed();
  const slice = (name: string, metadata: object = {}): KubeObject => ({
    ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', endpoints: [] },
    metadata: { name, ...metadata },
  });
  await bed.apply([service('s'), slice('own')]);
  bed.cluster.create(slice('copy', { namespace: 'dev', labels: { [key('part-of')]: id } }), 'endpointslice-controller');
  const { orphans } = await bed.apply([service('s')]);
  expect(orphans.map(({ name }) => name)).toEqual(['own']);
});

it('a kind that may not be listed is refused before anything is written', async () => {
  bed = await startReleaseBed();
  bed.cluster.forbid({ verb: 'list', resource: 'services' });
  expect(await failureOf(bed.apply([configMap('a'), service('s')]))).toMatchObject({
    code: 'CLUSTER_FORBIDDEN',
    state: 'Nothing was changed.',
  });
  expect(bed.cluster.mutations).toEqual([]);
});
