const labels = { 'app.kubernetes.io/name': 'orders' };
const image = 'registry.example.com/acme/orders:0.0.0';

/** What a scenario changes of its Deployment. */
export interface DeploymentChanges {
  readonly spec?: object;
  readonly pod?: object;
  readonly container?: object;
  /** Beside the service. */
  readonly containers?: readonly object[];
}

/** A Deployment of the generated service that is ready within seconds. */
export function deployment({ spec, pod, container, containers = [] }: DeploymentChanges = {}): object {
  const app = {
    name: 'orders',
    image,
    ports: [{ name: 'admin', containerPort: 9090 }],
    readinessProbe: { httpGet: { path: '/readyz', port: 'admin' }, periodSeconds: 1 },
    ...container,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders', labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { terminationGracePeriodSeconds: 1, ...pod, containers: [app, ...containers] },
      },
      ...spec,
    },
  };
}

/** A Deployment that leaves its replicas to somebody else. */
export function deploymentWithoutReplicas(): object {
  return deployment({ spec: { replicas: undefined } });
}

/** A ConfigMap with one value. */
export function configMap(name: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { key: 'value' } };
}

/** An autoscaler that owns the replicas of the Deployment. */
export const autoscaler: object = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'orders' },
  spec: {
    minReplicas: 1,
    maxReplicas: 4,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
  },
};

/** A kind of one's own, and an object of it. */
export function customKind(group: string): readonly object[] {
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
    },
  };
  return [
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `things.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    },
    { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'one' }, spec: { size: 1 } },
  ];
}
