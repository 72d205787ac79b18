import { mkdtemp, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Background, BackgroundOptions } from '../../workspace/background.ts';
import { run, runOk } from '../../workspace/run.ts';
import type { Ended } from './deploy-scenario.ts';
import type { DeployTesting, FakeCluster } from './fake-cluster.ts';
import type { Theatre } from './theatre.ts';

/** What one run of a deploy may set. */
export interface DeploySettings {
  /** Which of the scenario's overlays. Default: the first. */
  readonly overlay?: string;
  readonly flags?: readonly string[];
  readonly kubeconfig?: string;
}

/** Where one scenario plays: an environment with overlays and a namespace of its own, and a cluster. */
export interface Stage {
  readonly namespace: string;
  readonly testing: DeployTesting;
  readonly theatre: Theatre;
  /** Runs `nx run orders:deploy:…`. */
  deploy(settings?: DeploySettings): Promise<Ended>;
  /** Starts it, and leaves it running. */
  start(settings?: DeploySettings & Pick<BackgroundOptions, 'env' | 'group'>): Background;
  /** Runs kubectl on the real cluster, in the namespace. */
  kubectl(...args: readonly string[]): Promise<string>;
  /** Starts a fake cluster that holds the namespace; the deploys of this stage go there from now on. */
  fake(options?: { readonly architecture?: string }): Promise<FakeCluster>;
  /** Writes a kubeconfig, and gives its path. */
  writeKubeconfig(content: object): Promise<string>;
  rewriteKubeconfig(file: string, content: object): Promise<void>;
  /** Ends what the scenario started. */
  end(): Promise<void>;
}

/** The names that environments and overlays of a scenario have. */
export function environmentName(id: string, overlay: string): string {
  return overlay === '' ? id : `${id}-${overlay}`;
}

/** Opens the stage of a scenario. */
export function openStage(theatre: Theatre, id: string): Stage {
  const { workspace, kubernetes, testing } = theatre;
  const namespace = `${theatre.prefix}-${id}`;
  const clusters: FakeCluster[] = [];
  let kubeconfig = kubernetes.kubeconfig;
  const argv = ({ overlay = '', flags = [] }: DeploySettings): readonly string[] => [
    'run',
    `orders:deploy:${environmentName(id, overlay)}`,
    // Runs side by side would each restore the built image from the cache, under the hands of the others.
    '--excludeTaskDependencies',
    ...flags,
  ];
  const environment = (file = kubeconfig): Readonly<Record<string, string>> => ({
    KUBECONFIG: file,
    PATH: `${dirname(kubernetes.kubectl)}${delimiter}${process.env['PATH'] ?? ''}`,
  });
  const rewriteKubeconfig = (file: string, content: object): Promise<void> =>
    writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...content }), { mode: 0o600 });
  const writeKubeconfig = async (content: object): Promise<string> => {
    // Beside the workspace, because one inside is refused; it goes with the workspace.
    const file = join(await mkdtemp(join(dirname(workspace.root), 'kube-')), 'kubeconfig');
    await rewriteKubeconfig(file, content);
    return file;
  };
  return {
    namespace,
    testing,
    theatre,
    async deploy(settings = {}) {
      const { exitCode, all } = await workspace.nx(argv(settings), { env: environment(settings.kubeconfig) });
      return { exitCode, output: all };
    },
    start: ({ env = {}, group = false, ...settings } = {}) =>
      workspace.start(argv(settings), { env: { ...environment(settings.kubeconfig), ...env }, group }),
    async kubectl(...args) {
      const place = ['--kubeconfig', kubernetes.kubeconfig, '--namespace', namespace];
      return (await runOk([kubernetes.kubectl, ...place, ...args], { cwd: workspace.root })).stdout;
    },
    async fake(options = {}) {
      const cluster = await testing.startFakeCluster({ namespaces: [namespace], ...options });
      clusters.push(cluster);
      kubeconfig = await writeKubeconfig(kubeconfigOf({ [kubernetes.context]: cluster.url }));
      return cluster;
    },
    writeKubeconfig,
    rewriteKubeconfig,
    async end() {
      await Promise.all(clusters.map((cluster) => cluster.close()));
      const place = ['--kubeconfig', kubernetes.kubeconfig];
      const gone = ['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false'];
      await run([kubernetes.kubectl, ...place, ...gone], { cwd: workspace.root });
    },
  };
}

/** A kubeconfig with these contexts, each with its server, and one user for all. */
export function kubeconfigOf(servers: Readonly<Record<string, string>>, user: object = { token: 'token' }): object {
  const names = Object.keys(servers);
  return {
    'current-context': names[0],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'user' } })),
    clusters: names.map((name) => ({ name, cluster: { server: servers[name] } })),
    users: [{ name: 'user', user }],
  };
}
