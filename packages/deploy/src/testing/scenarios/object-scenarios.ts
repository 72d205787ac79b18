import { readField, readText } from '../cluster/objects/json.ts';
import { scenario, type ApiScenario } from './api-scenario.ts';
import { configMapOf, corePath, deploymentOf, deploymentPath } from './scenario-objects.ts';
import { summarize } from './scenario-api.ts';

const asMetadata = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const mergePatch = 'application/merge-patch+json';

/** Objects beside apply: what is there, what is not, what goes. */
export const objectScenarios: readonly ApiScenario[] = [
  scenario('what is not served is told apart from what is not there', async (api) => {
    const paths = [
      '/apis/nobody.example/v1/things',
      `/apis/apps/v1/namespaces/${api.namespace}/things/x`,
      corePath(api.namespace, 'configmaps', 'none'),
      corePath('no-such-namespace', 'configmaps', 'none'),
      '/api/v1/namespaces/no-such-namespace',
    ];
    const answers = await Promise.all(paths.map((path) => api.send('GET', path)));
    return answers.map((answer) => summarize(api, answer));
  }),
  scenario('a missing namespace is refused, also in a dry run, and lists nothing', async (api) => {
    const path = corePath('no-such-namespace', 'configmaps');
    const object = configMapOf('x');
    return [
      summarize(api, await api.apply(`${path}/x`, object)),
      summarize(api, await api.apply(`${path}/x`, object, { dryRun: 'All' })),
      summarize(api, await api.send('POST', path, { body: object })),
      summarize(api, await api.send('GET', path), ['items']),
    ];
  }),
  scenario('lists take a selector and can be of metadata alone', async (api) => {
    const path = corePath(api.namespace, 'configmaps');
    for (const name of ['list-b', 'list-a'])
      await api.apply(`${path}/${name}`, configMapOf(name, {}, { labels: { list: 'yes' } }));
    const names = (body: unknown): unknown =>
      ((readField(body, 'items') ?? []) as readonly unknown[]).map((item) => [
        readText(item, 'metadata', 'name'),
        readText(item, 'kind'),
      ]);
    const full = await api.send('GET', path, { query: { labelSelector: 'list=yes' } });
    const metadata = await api.send('GET', path, { query: { labelSelector: 'list=yes' }, accept: asMetadata });
    const none = await api.send('GET', path, { query: { labelSelector: 'list in (no,never)' }, accept: asMetadata });
    return [
      [summarize(api, full), names(full.body)],
      [summarize(api, metadata), names(metadata.body)],
      summarize(api, none, ['items']),
    ];
  }),
  scenario('a second POST of a name is refused', async (api) => {
    const path = corePath(api.namespace, 'configmaps');
    const first = await api.send('POST', path, { body: configMapOf('post-twice') });
    return [
      summarize(api, first, ['data']),
      summarize(api, await api.send('POST', path, { body: configMapOf('post-twice') })),
    ];
  }),
  scenario('data of an immutable Secret cannot change, its labels can', async (api) => {
    const path = corePath(api.namespace, 'secrets');
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'immutable', labels: { state: 'pending' } },
      type: 'slipway.dev/release.v1',
      immutable: true,
      data: { release: 'aGk=' },
    };
    const created = await api.send('POST', path, { body: secret });
    const patch = (body: unknown) => api.send('PATCH', `${path}/immutable`, { type: mergePatch, body });
    const labelled = await patch({ metadata: { labels: { state: 'deployed' } } });
    return [
      summarize(api, created, ['type'], ['immutable']),
      summarize(api, await patch({ data: { release: 'aGo=' } })),
      summarize(api, await patch({ immutable: false })),
      summarize(api, labelled, ['metadata', 'labels'], ['data']),
    ];
  }),
  scenario('a Secret holds at most a mebibyte', async (api) => {
    const secret = (name: string, kibibytes: number) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      data: { bytes: Buffer.alloc(kibibytes * 1024, 1).toString('base64') },
    });
    const path = corePath(api.namespace, 'secrets');
    const fits = await api.send('POST', path, { body: secret('fits', 1024) });
    return [fits.status, summarize(api, await api.send('POST', path, { body: secret('too-big', 1025) }))];
  }),
  scenario('stringData becomes data, and what leaves it stays there', async (api) => {
    const path = corePath(api.namespace, 'secrets', 'string-data');
    const secret = (stringData: object) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'string-data' },
      stringData,
    });
    const first = await api.apply(path, secret({ a: '1', b: '2' }));
    const next = await api.apply(path, secret({ a: '1' }));
    return [summarize(api, first, ['data'], ['stringData'], ['type']), summarize(api, next, ['data'])];
  }),
  scenario('DELETE keeps to the uid it is given', async (api) => {
    const path = corePath(api.namespace, 'configmaps', 'delete-uid');
    const { body } = await api.apply(path, configMapOf('delete-uid'));
    const uid = readText(body, 'metadata', 'uid');
    const remove = (preconditions: object) =>
      api.send('DELETE', path, { body: { preconditions, propagationPolicy: 'Background' } });
    const wrong = await remove({ uid: 'another' });
    const right = await remove({ uid });
    return [summarize(api, wrong), summarize(api, right), summarize(api, await remove({ uid }))];
  }),
  scenario('a finalizer holds what is deleted, and an apply on it succeeds', async (api) => {
    const path = corePath(api.namespace, 'configmaps', 'delete-held');
    await api.apply(path, configMapOf('delete-held', {}, { finalizers: ['example.test/hold'] }));
    const deleted = await api.send('DELETE', path);
    const isDying = (body: unknown): boolean => readText(body, 'metadata', 'deletionTimestamp') !== '';
    const object = configMapOf('delete-held', { key: 'x' }, { finalizers: ['example.test/hold'] });
    const applied = await api.apply(path, object);
    await api.send('PATCH', path, { type: mergePatch, body: { metadata: { finalizers: null } } });
    return [
      [summarize(api, deleted), isDying(deleted.body)],
      [summarize(api, applied, ['data']), isDying(applied.body)],
      summarize(api, await api.send('GET', path)),
    ];
  }),
  scenario('a JSON patch with a stale resourceVersion is refused, and a failed test too', async (api) => {
    const path = deploymentPath(api.namespace, 'json-patch');
    await api.apply(path, deploymentOf('json-patch'));
    const patch = (body: unknown) => api.send('PATCH', path, { type: 'application/json-patch+json', body });
    return [
      summarize(api, await patch([{ op: 'replace', path: '/metadata/resourceVersion', value: '5' }])),
      summarize(api, await patch([{ op: 'test', path: '/spec/replicas', value: 7 }])),
      summarize(api, await patch([{ op: 'replace', path: '/spec/replicas', value: 0 }]), ['spec', 'replicas']),
      summarize(api, await api.send('PATCH', path, { type: 'text/plain', body: {} })),
    ];
  }),
];
