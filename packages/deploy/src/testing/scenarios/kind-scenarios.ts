import { readField, readList, readText, type Json } from '../cluster/objects/json.ts';
import { scenario, type ApiScenario } from './api-scenario.ts';
import { corePath } from './scenario-objects.ts';
import { summarize, type ScenarioApi } from './scenario-api.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Everything that discovery says of one resource. */
function findResource(body: unknown, group: string, resource: string): unknown {
  const found = readList(body, 'items').find((item) => readText(item, 'metadata', 'name') === group);
  const [version] = readList(found, 'versions');
  const [{ responseKind, scope } = { responseKind: undefined, scope: undefined }] = (
    readList(version, 'resources') as readonly Json[]
  ).filter((one) => one['resource'] === resource);
  return { version: readText(version, 'version'), responseKind, scope };
}

/** A group of a scenario's own, because CRDs belong to nobody's namespace. */
function groupOf({ namespace }: ScenarioApi): string {
  return `${namespace}.example.test`;
}

function definitionOf(api: ScenarioApi): Json {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: open } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${groupOf(api)}` },
    spec: {
      group: groupOf(api),
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

/** Kinds: how they are found, and how new ones come to be. */
export const kindScenarios: readonly ApiScenario[] = [
  scenario('discovery names version, kind and scope of a resource', async (api) => {
    const groups = await api.send('GET', '/apis', { accept: aggregated });
    const core = await api.send('GET', '/api', { accept: aggregated });
    return [
      readText(groups.body, 'kind'),
      findResource(groups.body, 'apps', 'deployments'),
      findResource(groups.body, 'rbac.authorization.k8s.io', 'clusterroles'),
      findResource(core.body, '', 'configmaps'),
    ];
  }),
  scenario('a kind is served once its CRD is established, and goes with it', async (api) => {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions`;
    const things = `/apis/${groupOf(api)}/v1/namespaces/${api.namespace}/things`;
    const thing = { apiVersion: `${groupOf(api)}/v1`, kind: 'Thing', metadata: { name: 'one' }, spec: { list: [1] } };
    const before = await api.apply(`${things}/one`, thing);
    await api.apply(`${path}/things.${groupOf(api)}`, definitionOf(api));
    let answer = await api.apply(`${things}/one`, thing);
    while (answer.status === 404) answer = await api.apply(`${things}/one`, thing);
    const other = await api.apply(`${things}/one`, { ...thing, spec: { list: [2] } }, { fieldManager: 'other' });
    await api.send('DELETE', `${path}/things.${groupOf(api)}`);
    return [
      summarize(api, before),
      summarize(api, answer, ['spec'], ['metadata', 'generation']),
      summarize(api, other)['message'],
    ];
  }),
  scenario('a user may ask what they may do', async (api) => {
    const review = (kind: string, spec: object) =>
      api.send('POST', `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`, {
        body: { apiVersion: 'authorization.k8s.io/v1', kind, spec },
      });
    const rules = await review('SelfSubjectRulesReview', { namespace: api.namespace });
    const resourceAttributes = { verb: 'patch', resource: 'deployments', group: 'apps', namespace: api.namespace };
    const access = await review('SelfSubjectAccessReview', { resourceAttributes });
    return [
      rules.status,
      readField(rules.body, 'status', 'incomplete'),
      readList(rules.body, 'status', 'resourceRules').length > 0,
      access.status,
      readField(access.body, 'status', 'allowed'),
    ];
  }),
  scenario('a namespace can be applied, and has its own name as a label', async (api) => {
    const name = `${api.namespace}-made`;
    const path = `/api/v1/namespaces/${name}`;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const made = await api.apply(path, namespace);
    const same = await api.apply(path, namespace);
    const inside = await api.apply(corePath(name, 'configmaps', 'one'), {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'one' },
    });
    const deleted = await api.send('DELETE', path);
    return [
      summarize(api, made, ['status', 'phase'], ['spec', 'finalizers']),
      same.status,
      inside.status,
      summarize(api, deleted, ['status', 'phase']),
      readText(deleted.body, 'metadata', 'deletionTimestamp') !== '',
    ];
  }),
];
