import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenarios, type DeployScenario } from './deploy-scenario.ts';
import { configMap, deployment } from './objects.ts';
import { kubeconfigOf, type Stage } from './stage.ts';

const objects: DeployScenario['overlays'] = () => ({ '': [configMap('settings'), deployment()] });

/** Runs before anything was built. */
export const unbuiltScenario: DeployScenario = {
  id: 'unbuilt',
  name: 'deploy with no build',
  against: 'real',
  overlays: objects,
  expected: { exit: 1, code: 'IMAGE_NOT_BUILT', says: /orders/, state: 'nothing was applied' },
  run: (stage) => stage.deploy(),
  async check(stage) {
    if (existsSync(join(stage.theatre.workspace.root, 'dist/services/orders'))) throw new Error('something was built');
    await expectNothing(stage);
  },
};

/** Places that are not there, are others, or let one do too little. */
export const placeScenarios = defineScenarios([
  {
    id: 'rbac',
    name: 'rights that are missing',
    against: 'real',
    overlays: objects,
    expected: { exit: 1, code: 'CLUSTER_FORBIDDEN', says: /deployments|Deployment/, state: 'nothing runs' },
    async run(stage) {
      const kubeconfig = await writeLimitedUser(stage);
      return stage.deploy({ kubeconfig });
    },
    check: expectNothing,
  },
  {
    id: 'no-namespace',
    name: 'namespace that is missing',
    against: 'real',
    overlays: objects,
    hasNamespace: false,
    expected: { exit: 1, code: 'NAMESPACE_MISSING', says: /no-namespace/, state: 'it is not created' },
    run: (stage) => stage.deploy(),
    async check(stage) {
      const found = await stage.kubectl('get', 'namespace', stage.namespace, '--ignore-not-found');
      if (found !== '') throw new Error('the namespace was created');
    },
  },
  {
    id: 'new-namespace',
    name: 'the same, told to create it',
    against: 'real',
    overlays: objects,
    hasNamespace: false,
    settings: { createNamespace: true },
    expected: { exit: 0, says: /orders/, state: 'it is created, and the release runs' },
    run: (stage) => stage.deploy(),
    async check(stage) {
      await stage.kubectl('get', 'deployment', 'orders');
    },
  },
  {
    id: 'context',
    name: 'context that is unknown',
    against: 'real',
    overlays: objects,
    settings: { context: 'nobody' },
    expected: { exit: 1, code: 'KUBECONFIG_INVALID', says: /nobody/, state: 'nothing was applied' },
    run: (stage) => stage.deploy(),
    check: expectNothing,
  },
  {
    id: 'server',
    name: 'context that leads to another server',
    against: 'real',
    overlays: objects,
    settings: { server: 'https://other.example.test:6443' },
    expected: { exit: 1, code: 'PLACE_UNEXPECTED', says: /not the cluster/, state: 'nothing was applied' },
    run: (stage) => stage.deploy(),
    check: expectNothing,
  },
  {
    id: 'switched',
    name: 'context that is switched during the run',
    against: 'fake',
    overlays: objects,
    expected: { exit: 0, says: /orders/, state: 'the cluster that was named has it, the other saw no request' },
    async run(stage) {
      const { context } = stage.theatre.kubernetes;
      const cluster = await stage.fake();
      const other = await stage.testing.startFakeCluster({ namespaces: [stage.namespace] });
      const kubeconfig = await stage.writeKubeconfig(kubeconfigOf({ [context]: cluster.url }));
      const deploy = stage.start({ kubeconfig });
      // Of this deploy: a port that another scenario gave back may be asked by what still looks for it there.
      const isAsked = () => cluster.requests.some(({ path }) => path.includes(stage.namespace));
      while (!isAsked()) await new Promise(setImmediate);
      await stage.rewriteKubeconfig(kubeconfig, kubeconfigOf({ [context]: other.url }));
      const exitCode = await deploy.ended;
      const seen = other.requests.map(({ method, path }) => `${method} ${path}`);
      await other.close();
      if (seen.length > 0) throw new Error(`the other cluster saw ${seen.length} requests: ${seen.join(', ')}`);
      return { exitCode, output: deploy.output() };
    },
  },
  {
    id: 'anonymous',
    name: 'no credentials',
    against: 'real',
    overlays: objects,
    expected: {
      exit: 1,
      code: 'CLUSTER_UNAUTHORIZED',
      says: /credentials|login|logged|user/i,
      state: 'nothing was applied, nothing was asked',
    },
    async run(stage) {
      const { users: _, ...config } = await readKubeconfig(stage);
      return stage.deploy({
        kubeconfig: await stage.writeKubeconfig({ ...config, users: [{ name: 'user', user: {} }] }),
      });
    },
    check: expectNothing,
  },
  {
    id: 'arch',
    name: 'image for another architecture than the nodes',
    against: 'fake',
    overlays: objects,
    expected: { exit: 1, code: 'PLATFORM_MISSING', says: /riscv64/, state: 'nothing was applied' },
    async run(stage) {
      const cluster = await stage.fake({ architecture: 'riscv64' });
      const ended = await stage.deploy();
      if (cluster.mutations.length > 0) throw new Error(`${cluster.mutations.length} requests changed something`);
      return ended;
    },
  },
]);

interface Kubeconfig {
  readonly contexts: readonly { readonly name: string; readonly context: object }[];
  readonly clusters: readonly object[];
  readonly users: readonly object[];
}

/** The kubeconfig of the real cluster, where every context has the user `user`. */
async function readKubeconfig(stage: Stage): Promise<Kubeconfig> {
  const text = await stage.kubectl('config', 'view', '--raw', '--minify', '--flatten', '--output=json');
  const config = JSON.parse(text) as Kubeconfig;
  const contexts = config.contexts.map(({ name, context }) => ({ name, context: { ...context, user: 'user' } }));
  return { ...config, contexts };
}

/** A user who may do all that a deploy needs but make Deployments. */
async function writeLimitedUser(stage: Stage): Promise<string> {
  await stage.kubectl('create', 'serviceaccount', 'limited');
  const resources = 'secrets,configmaps,pods,pods/log,events,replicasets.apps';
  const verbs = '--verb=get,list,watch,create,patch,delete,update';
  await stage.kubectl('create', 'role', 'limited', verbs, `--resource=${resources}`);
  await stage.kubectl(
    'create',
    'rolebinding',
    'limited',
    '--role=limited',
    `--serviceaccount=${stage.namespace}:limited`,
  );
  const token = (await stage.kubectl('create', 'token', 'limited')).trim();
  const { users: _, ...config } = await readKubeconfig(stage);
  return stage.writeKubeconfig({ ...config, users: [{ name: 'user', user: { token } }] });
}

async function expectNothing(stage: Stage): Promise<void> {
  const found = await stage.kubectl('get', 'deployments', '--output=name');
  if (found !== '') throw new Error(`there is ${found}`);
}
