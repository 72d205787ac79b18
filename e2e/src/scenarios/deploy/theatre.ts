import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubernetes as findKubernetes, type Kubernetes } from '../../engines/kubernetes.ts';
import type { Workspace } from '../../workspace/create-workspace.ts';
import { runOk } from '../../workspace/run.ts';
import { loadDeployTesting, type DeployTesting } from './fake-cluster.ts';
import { environmentName } from './stage.ts';

/** What a scenario needs to be written down before any scenario runs. */
export interface Scenery {
  /** A DNS label. */
  readonly id: string;
  /** Objects by overlay; that with an empty name is the first. */
  readonly overlays: (place: {
    readonly namespace: string;
    /** Where the service's image goes. */
    readonly registry: string;
    /** One that lets nobody in. */
    readonly closedRegistry: string;
  }) => Readonly<Record<string, readonly object[]>>;
  /** What the environments say beside context, namespace and registry. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether the namespace is there. Default: true. */
  readonly hasNamespace?: boolean;
}

/** One workspace with one service, where all scenarios play. */
export interface Theatre {
  readonly workspace: Workspace;
  readonly kubernetes: Kubernetes;
  readonly testing: DeployTesting;
  /** What all namespaces begin with. */
  readonly prefix: string;
  close(): Promise<void>;
}

/** Makes the service, and an overlay and an environment for every scenario, so that no file changes between them. */
export async function openTheatre(
  workspace: Workspace,
  registry: string,
  sceneries: readonly Scenery[],
): Promise<Theatre> {
  const kubernetes = findKubernetes();
  const prefix = `e2e-${randomBytes(3).toString('hex')}`;
  const closed = await startClosedRegistry();
  await workspace.nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
  const environments: Record<string, object> = {};
  for (const scenery of sceneries) {
    const namespace = `${prefix}-${scenery.id}`;
    const overlays = scenery.overlays({ namespace, registry, closedRegistry: closed.address });
    for (const [overlay, objects] of Object.entries(overlays)) {
      const name = environmentName(scenery.id, overlay);
      await writeOverlay(join(workspace.root, 'services/orders/k8s/overlays', name), objects);
      const { context } = kubernetes;
      environments[name] = { context, namespace, registry, settle: 1, timeout: 60, ...scenery.settings };
    }
  }
  await writeEnvironments(join(workspace.root, 'nx.json'), environments);
  const wanted = sceneries.filter(({ hasNamespace = true }) => hasNamespace).map(({ id }) => `${prefix}-${id}`);
  await makeNamespaces(workspace, kubernetes, wanted);
  return {
    workspace,
    kubernetes,
    testing: await loadDeployTesting(workspace.root),
    prefix,
    close: () => closed.close(),
  };
}

async function writeOverlay(folder: string, objects: readonly object[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'kustomization.yaml'), 'resources: [objects.yaml]\n');
  // Every JSON text is YAML.
  await writeFile(join(folder, 'objects.yaml'), objects.map((object) => JSON.stringify(object)).join('\n---\n'));
}

async function writeEnvironments(file: string, environments: object): Promise<void> {
  type Plugin = string | { readonly plugin: string };
  const settings = JSON.parse(await readFile(file, 'utf8')) as { readonly plugins?: readonly Plugin[] };
  const plugins = (settings.plugins ?? []).filter(
    (entry) => (typeof entry === 'string' ? entry : entry.plugin) !== '@slipway/deploy',
  );
  const deploy = { plugin: '@slipway/deploy', options: { environments } };
  await writeFile(file, JSON.stringify({ ...settings, plugins: [...plugins, deploy] }, undefined, 2));
}

async function makeNamespaces(workspace: Workspace, kubernetes: Kubernetes, names: readonly string[]): Promise<void> {
  const items = names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const file = join(workspace.root, '.nx', 'namespaces.json');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await runOk([kubernetes.kubectl, '--kubeconfig', kubernetes.kubeconfig, 'apply', '-f', file], {
    cwd: workspace.root,
  });
}

/** A registry that lets nobody in. */
async function startClosedRegistry(): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server: Server = createServer((_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="closed"' });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
