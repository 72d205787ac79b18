import { readField, readNumber, readText, type Json } from '../cluster/objects/json.ts';
import { scenario, type ApiScenario } from './api-scenario.ts';
import { configMapOf, corePath } from './scenario-objects.ts';
import { summarize, type ScenarioApi } from './scenario-api.ts';

const streamed = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' };
const isInitialEnd = (event: Json): boolean =>
  readText(event, 'object', 'metadata', 'annotations', 'k8s.io/initial-events-end') === 'true';

/** Type, name and data of events; of a bookmark its kind. */
function tell(events: readonly Json[]): unknown {
  return events.map((event) => [
    event['type'],
    event['type'] === 'BOOKMARK' ? readText(event, 'object', 'kind') : readText(event, 'object', 'metadata', 'name'),
    readField(event, 'object', 'data') ?? '',
  ]);
}

function mapsOf(api: ScenarioApi, name = ''): string {
  return corePath(api.namespace, 'configmaps', name);
}

/** Watching: beginnings, ends and what comes in between. */
export const watchScenarios: readonly ApiScenario[] = [
  scenario('a watch begins with what is there, and marks where that ends', async (api) => {
    const labels = { watch: 'initial' };
    for (const name of ['watch-a', 'watch-b']) await api.apply(mapsOf(api, name), configMapOf(name, {}, { labels }));
    const query = { ...streamed, labelSelector: 'watch=initial' };
    return tell(await api.watch(mapsOf(api), query, isInitialEnd));
  }),
  scenario(
    'a watch tells what was added, changed and deleted, and what entered and left its selection',
    async (api) => {
      const list = await api.send('GET', mapsOf(api));
      const resourceVersion = readText(list.body, 'metadata', 'resourceVersion');
      const apply = (data: Json, watch: string) =>
        api.apply(mapsOf(api, 'watch-c'), configMapOf('watch-c', data, { labels: { watch } }));
      await apply({ step: '1' }, 'outside');
      await apply({ step: '2' }, 'inside');
      await apply({ step: '3' }, 'inside');
      await apply({ step: '4' }, 'outside');
      await apply({ step: '5' }, 'inside');
      await api.send('DELETE', mapsOf(api, 'watch-c'));
      const query = { resourceVersion, labelSelector: 'watch=inside' };
      let ends = 0;
      const isSecondEnd = (event: Json): boolean => event['type'] === 'DELETED' && (ends += 1) === 2;
      return tell(await api.watch(mapsOf(api), query, isSecondEnd));
    },
  ),
  scenario('a watch of metadata alone carries no data', async (api) => {
    await api.apply(mapsOf(api, 'watch-d'), configMapOf('watch-d', { key: 'value' }, { labels: { watch: 'partial' } }));
    const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
    const query = { ...streamed, labelSelector: 'watch=partial' };
    const [event] = await api.watch(mapsOf(api), query, () => true, accept);
    return [event?.['type'], readText(event, 'object', 'kind'), readField(event, 'object', 'data') ?? ''];
  }),
  scenario('a resourceVersion of long ago ends the stream with 410 inside', async (api) => {
    const events = await api.watch(mapsOf(api), { resourceVersion: '1' }, () => false);
    const [event] = events;
    const text = readText(event, 'object', 'message').replaceAll(/\d+/g, 'N');
    return [
      events.length,
      event?.['type'],
      readText(event, 'object', 'reason'),
      readNumber(event, 'object', 'code'),
      text,
    ];
  }),
  scenario('a watch ends by itself in the time that was asked for', async (api) => {
    const list = await api.send('GET', mapsOf(api));
    const resourceVersion = readText(list.body, 'metadata', 'resourceVersion');
    const query = { resourceVersion, timeoutSeconds: '1', fieldSelector: 'metadata.name=nobody' };
    return tell(await api.watch(mapsOf(api), query, () => false));
  }),
  scenario('initial events need a match of versions', async (api) => {
    const query = { watch: 'true', sendInitialEvents: 'true' };
    const { status, reason } = summarize(api, await api.send('GET', mapsOf(api), { query }));
    return [status, reason];
  }),
];
