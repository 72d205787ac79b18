import { execFileSync } from 'node:child_process';
import { accessSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';

/** A cluster with real pods, and how to reach it. */
export interface Kubernetes {
  /** A kubeconfig for it alone, with the rights of an administrator. */
  readonly kubeconfig: string;
  /** The current context of that kubeconfig. */
  readonly context: string;
  /** The address of its API server. */
  readonly server: string;
  /** The path or the name of a kubectl that fits it. */
  readonly kubectl: string;
}

let found: Kubernetes | undefined;

/**
 * The cluster that SLIPWAY_TESTBED_KUBECONFIG names: the test bed's, or a development cluster somebody chose for tests.
 * Never the one of KUBECONFIG, which may be any cluster. Its nodes pull from `registryAddress`.
 * Throws with the reason where there is none, or none of its nodes is ready.
 */
export function kubernetes(): Kubernetes {
  return (found ??= findKubernetes());
}

/** As `kubernetes`, but asked anew, and for whichever environment. */
export function findKubernetes(environment: NodeJS.ProcessEnv = process.env): Kubernetes {
  const kubeconfig = environment['SLIPWAY_TESTBED_KUBECONFIG'] ?? '';
  if (kubeconfig === '') throw new Error('SLIPWAY_TESTBED_KUBECONFIG is not set');
  accessSync(kubeconfig);
  const kubectl = environment['SLIPWAY_TESTBED_KUBECTL'] ?? 'kubectl';
  const ask = (...args: readonly string[]): string =>
    execFileSync(kubectl, ['--kubeconfig', kubeconfig, '--request-timeout', '10s', ...args], {
      stdio: 'pipe',
      encoding: 'utf8',
      timeout: 20_000,
    }).trim();
  const ready = '{range .items[*].status.conditions[?(@.type=="Ready")]}{.status} {end}';
  const states = ask('get', 'nodes', '--output', `jsonpath=${ready}`);
  if (!states.split(' ').includes('True')) throw new Error('the cluster has no node that is ready');
  return {
    kubeconfig,
    context: ask('config', 'current-context'),
    server: ask('config', 'view', '--minify', '--output', 'jsonpath={.clusters[0].cluster.server}'),
    kubectl,
  };
}

/** What a command of the product is run with, so that it finds kubectl and this kubeconfig, as a user of it would. */
export function clusterEnvironment({ kubeconfig, kubectl }: Kubernetes): Readonly<Record<string, string>> {
  const path = process.env['PATH'] ?? '';
  const folder = dirname(kubectl);
  return { KUBECONFIG: kubeconfig, PATH: folder === '.' ? path : `${folder}${delimiter}${path}` };
}
