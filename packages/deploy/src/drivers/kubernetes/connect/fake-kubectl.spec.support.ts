import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, withDriverContext, type DeployTarget, type DriverContext } from '@slipway/kit';
import type { KubernetesOptions } from './kubernetes-options.ts';

/**
 * A program that does what is asked of kubectl here, on kubeconfigs in JSON: `config view` and `proxy`.
 * Its proxy answers every request with the server of its kubeconfig and its own arguments, and dies when asked to.
 */
const program = `
const { readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const flag = (name) => args.find((arg) => arg.startsWith('--' + name + '='))?.slice(name.length + 3);
const fail = (text) => { process.stderr.write(text + '\\n'); process.exit(1); };
const config = JSON.parse(readFileSync(flag('kubeconfig') ?? process.env.KUBECONFIG, 'utf8'));
const named = (list, name) => (list ?? []).filter((entry) => entry.name === name);
if (args[0] === 'config') {
  const name = flag('context');
  if (name === undefined) return console.log(JSON.stringify(config));
  const contexts = named(config.contexts, name);
  if (contexts.length === 0) fail('error: cannot locate context ' + name);
  const { cluster, user } = contexts[0].context;
  if (named(config.clusters, cluster).length === 0) fail('error: cannot locate cluster ' + cluster);
  const users = named(config.users, user);
  if (users[0]?.user.token?.startsWith('crashing')) process.exitCode = 2;
  return console.log(JSON.stringify({ 'current-context': name, contexts, clusters: named(config.clusters, cluster), users }));
}
const user = config.users[0]?.user ?? {};
if (Object.keys(user).length === 0) {
  process.stdout.write('Please enter Username: ');
  fail('error: EOF');
}
if (user.token?.startsWith('broken')) fail('error: cannot use ' + user.token);
if (user.token === 'mute') return setInterval(() => {}, 1000);
const server = require('node:http').createServer((request, response) => {
  if (request.url.endsWith('/die')) process.exit(1);
  if (request.url.endsWith('/credentials')) {
    console.error('the session of ' + user.token + ' has expired');
    console.error('E1121 16:54:39.381204    2132 proxy_server.go:147] Error while proxying request: getting credentials');
    return response.writeHead(500, { 'content-type': 'text/plain' }).end('getting credentials: exec: plugin failed');
  }
  const metadata = { name: config.clusters[0].cluster.server, annotations: { args: args.join(' '), kuberc: process.env.KUBERC } };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata }));
});
const socket = flag('unix-socket');
if (socket !== undefined) require('node:fs').rmSync(socket, { force: true });
server.listen(socket === undefined ? { host: '127.0.0.1', port: Number(flag('port')) } : { path: socket }, () => {
  const address = server.address();
  console.log('Starting to serve on ' + (socket ?? address.address + ':' + address.port));
});
`;

export interface FakeContextEntry {
  readonly server?: string;
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly namespace?: string;
}

export interface KubectlBench {
  /** Where the workspace is, without links. */
  readonly workspaceRoot: string;
  /** A file outside the workspace, for KUBECONFIG to name. */
  readonly kubeconfig: string;
  /** Everything that was printed. */
  readonly printed: readonly string[];
  /** Resolves once something was printed that holds the text. */
  hasPrinted(text: string): Promise<void>;
  writeKubeconfig(contexts: Readonly<Record<string, FakeContextEntry>>, current?: string): void;
  /** Runs an action with a real context, whose kubectl is the fake. */
  run<T>(
    action: (context: DriverContext<KubernetesOptions>) => Promise<T>,
    settings?: { readonly options?: KubernetesOptions; readonly signal?: AbortSignal },
  ): Promise<T>;
}

/** A workspace, and a kubeconfig beside it. */
export function createKubectlBench(): KubectlBench {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-spec-')));
  const workspaceRoot = join(folder, 'workspace');
  const kubectl = join(folder, 'kubectl');
  const kubeconfig = join(folder, 'kubeconfig');
  const printed: string[] = [];
  mkdirSync(workspaceRoot);
  writeFileSync(kubectl, `#!${process.execPath}\n(() => {${program}})();\n`);
  chmodSync(kubectl, 0o755);
  let wake: () => void = () => undefined;
  const print = (text: string) => {
    printed.push(text);
    wake();
  };
  return {
    workspaceRoot,
    kubeconfig,
    printed,
    async hasPrinted(text) {
      while (!printed.some((line) => line.includes(text))) await new Promise<void>((resolve) => (wake = resolve));
    },
    writeKubeconfig: (contexts, current) => writeFileSync(kubeconfig, kubeconfigOf(contexts, current)),
    run: (action, { options = {}, signal = new AbortController().signal } = {}) =>
      withDriverContext(
        {
          workspaceRoot,
          project: { name: 'orders', root: 'services/orders' },
          options,
          signal,
          executables: { kubectl },
          logger: createLogger({ verbose: true, stdout: print, stderr: print }),
        },
        action,
      ),
  };
}

export function kubeconfigOf(contexts: Readonly<Record<string, FakeContextEntry>>, current = ''): string {
  const entries = Object.entries(contexts);
  return JSON.stringify({
    'current-context': current,
    contexts: entries.map(([name, { namespace }]) => ({
      name,
      context: { cluster: name, user: `${name}-user`, namespace },
    })),
    clusters: entries.map(([name, { server = 'https://10.0.0.1:6443', cluster = {} }]) => ({
      name,
      cluster: { server, ...cluster },
    })),
    users: entries.map(([name, { user = { token: 'secret-token' } }]) => ({ name: `${name}-user`, user })),
  });
}

/** A target as an environment settles it. */
export function targetOf(content: Partial<DeployTarget> = {}): DeployTarget {
  return {
    environment: 'prod',
    release: 'orders',
    projectRoot: '/projects/orders',
    createNamespace: false,
    ...content,
  };
}
