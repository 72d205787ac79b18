import { randomBytes } from 'node:crypto';
import { clusterEnvironment, kubernetes } from '../engines/kubernetes.ts';
import type { Workspace } from './create-workspace.ts';
import { placeService } from './place-service.ts';
import { runOk, type Outcome } from './run.ts';

/** A service of a workspace, and a namespace of its own that it is released to. */
export interface ReleasedService {
  readonly namespace: string;
  /** Runs `nx run <service>:<target>:prod`, whatever comes of it. */
  nx(target: string, ...flags: readonly string[]): Promise<Outcome>;
  /** The same, where anything but exit code 0 fails the test. */
  nxOk(target: string, ...flags: readonly string[]): Promise<Outcome>;
  /** Runs kubectl in the namespace, and gives what it prints. */
  kubectl(...args: readonly string[]): Promise<string>;
  /** One object, as the cluster has it. */
  get<Shape>(kind: string, name: string): Promise<Shape>;
  /** The URL of the Service inside of the cluster, which the test bed's machine reaches. */
  url(): Promise<string>;
  /** Removes the namespace with all that is left in it. */
  remove(): Promise<void>;
}

/** Generates a service with a production overlay of three replicas, and says in nx.json where that goes. */
export async function createReleasedService(
  workspace: Workspace,
  registry: string,
  name = 'orders',
): Promise<ReleasedService> {
  const cluster = kubernetes();
  const namespace = `e2e-${randomBytes(5).toString('hex')}`;
  await workspace.nxOk(['g', 'go-service', `services/${name}`, '--no-interactive']);
  const { context, server } = cluster;
  const settings = { context, server, registry, settle: 3, timeout: 120 };
  await placeService(workspace.root, { service: name, environment: 'prod', namespace, settings });

  const env = clusterEnvironment(cluster);
  const argv = (target: string, flags: readonly string[]) => ['run', `${name}:${target}:prod`, ...flags];
  const kubectl = async (...args: readonly string[]): Promise<string> => {
    const place = ['--kubeconfig', cluster.kubeconfig, '--namespace', namespace];
    return (await runOk([cluster.kubectl, ...place, ...args], { cwd: workspace.root })).stdout;
  };
  const get = async <Shape>(kind: string, object: string): Promise<Shape> =>
    JSON.parse(await kubectl('get', kind, object, '--output=json')) as Shape;
  return {
    namespace,
    nx: (target, ...flags) => workspace.nx(argv(target, flags), { env }),
    nxOk: (target, ...flags) => workspace.nxOk(argv(target, flags), { env }),
    kubectl,
    get,
    async url() {
      const { spec } = await get<{ readonly spec: { readonly clusterIP: string } }>('service', name);
      return `http://${spec.clusterIP}/`;
    },
    async remove() {
      await kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--timeout=120s');
    },
  };
}
