/** A kubeconfig of one context, `bench`, that leads to a server without TLS. */
export function renderKubeconfig(server) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster: { server } }],
    users: [{ name: 'bench', user: {} }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    'current-context': 'bench',
  });
}

/** How many kinds a set has. */
export const groupKinds = 6;

/** The manifests of a service of seven objects and six kinds, filled up with ConfigMaps. */
export function renderSet(size, sample) {
  const metadata = (name) => ({ name, annotations: { sample: String(sample) } });
  const labels = { app: 'orders' };
  const container = { name: 'orders', image: 'acme/orders:0.0.0', env: [{ name: 'SAMPLE', value: String(sample) }] };
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('orders') },
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('orders'), stringData: { sample: String(sample) } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('orders'),
      spec: { selector: labels, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('orders'),
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata('orders'),
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    },
  ];
  const rest = Array.from({ length: size - objects.length }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(`orders-${index}`),
    data: { sample: String(sample) },
  }));
  return [...objects, ...rest].map((object) => `---\n${JSON.stringify(object)}\n`).join('');
}
