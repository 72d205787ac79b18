import { isSameJson, readField, readText, type Json } from '../cluster/objects/json.ts';
import { scenario, type ApiScenario } from './api-scenario.ts';
import { configMapOf, corePath, deploymentOf, deploymentPath } from './scenario-objects.ts';
import { summarize, type ScenarioAnswer } from './scenario-api.ts';

const owners = ['metadata', 'managedFields'];

/** Managers with what they own, but for controllers, and without times. */
function ownersOf({ body }: ScenarioAnswer): unknown {
  const entries = (readField(body, ...owners) ?? []) as readonly Json[];
  return entries
    .filter(({ manager }) => manager !== 'kube-controller-manager')
    .map(({ manager, operation, fieldsV1 }) => ({ manager, operation, fieldsV1 }));
}

/** Server-side apply: what it makes, leaves alone and refuses. */
export const applyScenarios: readonly ApiScenario[] = [
  scenario('apply makes a ConfigMap, then changes nothing, then changes it', async (api) => {
    const path = corePath(api.namespace, 'configmaps', 'apply-map');
    const first = await api.apply(path, configMapOf('apply-map'));
    const same = await api.apply(path, configMapOf('apply-map'));
    const next = await api.apply(path, configMapOf('apply-map', { other: 'value' }));
    const revision = (answer: ScenarioAnswer): string => readText(answer.body, 'metadata', 'resourceVersion');
    return {
      first: summarize(api, first, ['data'], ['metadata', 'generation']),
      same: [same.status, revision(same) === revision(first), isSameJson(same.body, first.body)],
      next: summarize(api, next, ['data']),
      isNew: revision(next) !== revision(first),
      owners: ownersOf(next),
    };
  }),
  scenario('apply counts generations of a Deployment, owns its fields and fills in defaults', async (api) => {
    const path = deploymentPath(api.namespace, 'apply-deployment');
    const container = { env: [{ name: 'A', value: '1' }], ports: [{ containerPort: 80 }] };
    const first = await api.apply(path, deploymentOf('apply-deployment', {}, container));
    const same = await api.apply(path, deploymentOf('apply-deployment', {}, container));
    const next = await api.apply(path, deploymentOf('apply-deployment', {}, { image: 'example.test/app:2' }));
    const generation = ['metadata', 'generation'];
    return [
      summarize(api, first, ['spec'], generation),
      ownersOf(first),
      summarize(api, same, generation),
      summarize(api, next, ['spec', 'template'], generation),
    ];
  }),
  scenario('a second manager gets conflicts by field and owner, unless it forces or agrees', async (api) => {
    const path = deploymentPath(api.namespace, 'apply-conflict');
    await api.apply(path, deploymentOf('apply-conflict', { replicas: 0 }));
    const other = (replicas: number, image: string): Json => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'apply-conflict' },
      spec: { replicas, template: { spec: { containers: [{ name: 'app', image }] } } },
    });
    const query = { fieldManager: 'other' };
    const refused = await api.apply(path, other(1, 'example.test/app:2'), query);
    const dry = await api.apply(path, other(0, 'example.test/app:2'), { ...query, dryRun: 'All' });
    const agreed = await api.apply(path, other(0, 'example.test/app:1'), query);
    const forced = await api.apply(path, other(0, 'example.test/app:2'), { ...query, force: 'true' });
    const back = await api.apply(path, deploymentOf('apply-conflict'));
    return [
      summarize(api, refused),
      summarize(api, dry),
      agreed.status,
      ownersOf(agreed),
      summarize(api, forced, ['spec', 'template', 'spec', 'containers']),
      ownersOf(forced),
      summarize(api, back),
    ];
  }),
  scenario('who patched a field is a conflict with `using`', async (api) => {
    const path = deploymentPath(api.namespace, 'apply-after-patch');
    await api.apply(path, deploymentOf('apply-after-patch'));
    const patched = await api.send('PATCH', path, {
      query: { fieldManager: 'editor' },
      type: 'application/merge-patch+json',
      body: { spec: { replicas: 0, minReadySeconds: 5, revisionHistoryLimit: 3 } },
    });
    const wanted = deploymentOf('apply-after-patch', { minReadySeconds: 1 });
    return [ownersOf(patched), summarize(api, await api.apply(path, wanted))];
  }),
  scenario('fields that are left out go, those of others stay', async (api) => {
    const path = corePath(api.namespace, 'configmaps', 'apply-less');
    await api.apply(path, configMapOf('apply-less', { mine: '1', ours: '1' }, { labels: { a: 'b' } }));
    await api.apply(path, configMapOf('apply-less', { theirs: '1', ours: '1' }), { fieldManager: 'other' });
    const less = await api.apply(path, configMapOf('apply-less', {}));
    return [summarize(api, less, ['data'], ['metadata', 'labels']), ownersOf(less)];
  }),
  scenario('replicas that are left out fall back to 1', async (api) => {
    const path = deploymentPath(api.namespace, 'apply-replicas');
    await api.apply(path, deploymentOf('apply-replicas', { replicas: 3 }));
    const { spec, ...rest } = deploymentOf('apply-replicas');
    const { replicas: _, ...others } = spec as Json;
    const next = await api.apply(path, { ...rest, spec: others });
    return summarize(api, next, ['spec', 'replicas'], ['metadata', 'generation']);
  }),
  scenario('a dry run answers and keeps nothing', async (api) => {
    const path = corePath(api.namespace, 'configmaps', 'apply-dry');
    const created = await api.apply(path, configMapOf('apply-dry'), { dryRun: 'All' });
    const after = await api.send('GET', path);
    await api.apply(path, configMapOf('apply-dry'));
    const configured = await api.apply(path, configMapOf('apply-dry', { key: 'x' }), { dryRun: 'All' });
    const kept = await api.send('GET', path);
    return [
      summarize(api, created, ['data'], ['metadata', 'resourceVersion']),
      summarize(api, after),
      summarize(api, configured, ['data']),
      summarize(api, kept, ['data']),
    ];
  }),
  scenario('what a kind does not have is refused with its path', async (api) => {
    const path = deploymentPath(api.namespace, 'apply-invalid');
    const misspelt = await api.apply(path, deploymentOf('apply-invalid', { repliacs: 3 }));
    const deep = await api.apply(path, deploymentOf('apply-invalid', {}, { imagePolicy: 'Always' }));
    const text = await api.apply(path, deploymentOf('apply-invalid', { replicas: 'three' }));
    const negative = await api.apply(path, deploymentOf('apply-invalid', { replicas: -1 }));
    const map = await api.apply(corePath(api.namespace, 'configmaps', 'x'), configMapOf('x', { a: 1 }));
    return [misspelt, deep, text, negative, map].map((answer) => summarize(api, answer));
  }),
  scenario('what cannot change is refused', async (api) => {
    const path = deploymentPath(api.namespace, 'apply-immutable');
    await api.apply(path, deploymentOf('apply-immutable'));
    const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'app', image: 'a' }] } };
    const changed = { selector: { matchLabels: { app: 'x' } }, template };
    const { status, reason, details } = summarize(api, await api.apply(path, deploymentOf('apply-immutable', changed)));
    const causes = (readField(details, 'causes') ?? []) as readonly Json[];
    return { status, reason, fields: causes.map(({ field, reason: why }) => [why, field]) };
  }),
  scenario('bodies that do not fit their path are refused', async (api) => {
    const path = corePath(api.namespace, 'configmaps', 'apply-body');
    const answers = [
      await api.apply(path, configMapOf('another')),
      await api.apply(path, configMapOf('apply-body', {}, { namespace: 'another' })),
      await api.apply(path, configMapOf('apply-body', {}, { managedFields: [{ manager: 'x' }] })),
      await api.apply(path, { ...configMapOf('apply-body'), kind: 'Secret' }),
      await api.apply(path, configMapOf('apply-body'), { fieldManager: '' }),
    ];
    return answers.map((answer) => summarize(api, answer));
  }),
  scenario('a stale resourceVersion is refused', async (api) => {
    const path = corePath(api.namespace, 'configmaps', 'apply-stale');
    await api.apply(path, configMapOf('apply-stale'));
    const stale = configMapOf('apply-stale', { key: 'x' }, { resourceVersion: '5' });
    return summarize(api, await api.apply(path, stale));
  }),
];
