import type { Json } from '../cluster/objects/json.ts';

/** A Deployment that runs nothing, so that no controller gets into a scenario's way. */
export function deploymentOf(name: string, spec: Json = {}, container: Json = {}): Json {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      paused: true,
      replicas: 0,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image: 'example.test/app:1', ...container }] },
      },
      ...spec,
    },
  };
}

/** A ConfigMap. */
export function configMapOf(name: string, data: Json = { key: 'value' }, metadata: Json = {}): Json {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

/** The path of a collection of the core group. */
export function corePath(namespace: string, plural: string, name = ''): string {
  return `/api/v1/namespaces/${namespace}/${plural}${name === '' ? '' : `/${name}`}`;
}

/** The path of a Deployment. */
export function deploymentPath(namespace: string, name: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
}
