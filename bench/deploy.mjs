import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, difference } from './harness/compare.mjs';
import { readTarget, startCountingProxy } from './harness/counting-proxy.mjs';
import { measure, runQuietly } from './harness/measure.mjs';
import { peerEnvironment, versionOf } from './harness/peers.mjs';
import { groupKinds, renderKubeconfig, renderSet } from './harness/release-set.mjs';
import { withWorkspace } from './harness/workspace.mjs';

const executors = fileURLToPath(new URL('harness/executors.mjs', import.meta.url));
const sets = [7, 50];
// No pod is ever made of it: the rollout of a Deployment without replicas is done at once, so that the apply is what is left.
const image = `registry.example.com/acme/orders@sha256:${'a1'.repeat(32)}`;

/** What a deploy costs over `kubectl apply`, in time and in requests, on the cluster of the test bed. */
export async function run({ rounds = 9 }) {
  const kubeconfig = process.env.SLIPWAY_TESTBED_KUBECONFIG ?? process.env.KUBECONFIG;
  if (kubeconfig === undefined)
    throw new Error('There is no cluster: npm run testbed -- up kubernetes, then source its environment.sh.');
  return await withWorkspace(async (workspace) => {
    const view = ['kubectl', 'config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'];
    const flat = await runQuietly(view, { cwd: workspace.root, env: { ...peerEnvironment, KUBECONFIG: kubeconfig } });
    const proxy = await startCountingProxy(readTarget(flat));
    const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
    try {
      const bench = await openBench(workspace, proxy, folder);
      await bench.clean();
      try {
        const rows = [];
        for (const size of sets) rows.push(...(await compare(bench.variants(size), rounds)));
        return {
          title: 'Deploy to Kubernetes',
          what: [
            'Sets of 7 and 50 objects with one Deployment of no replicas, so that no pod has to start; settle time 0.',
            'Rows of executors leave out the start of Node in wall clock, not in CPU; kubectl proxy, which they start, is in their CPU.',
            'kubectl only applies: it keeps no history, prunes nothing and does not wait.',
          ].join(' '),
          rounds,
          rows,
          figures: [...timeFigures(rows), ...(await bench.requestFigures())],
          versions: { ...workspace.versions, kubectl: await versionOf(['kubectl', 'version', '--client']) },
        };
      } finally {
        await bench.clean();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
      await proxy.close();
    }
  });
}

async function openBench(workspace, proxy, folder) {
  const { root } = workspace;
  const config = join(folder, 'kubeconfig.json');
  await writeFile(config, renderKubeconfig(proxy.url));
  const env = { ...peerEnvironment, KUBECONFIG: config };
  let samples = 0;

  const manifests = (size) => join(root, `services/set-${size}/k8s`);
  const write = (size) =>
    workspace.write({
      [`services/set-${size}/project.json`]: JSON.stringify({ name: `set-${size}` }),
      [`services/set-${size}/k8s/all.yaml`]: renderSet(size, samples),
    });
  const edit = (size) => {
    samples += 1;
    return write(size);
  };
  const execute = async (size, name, options = {}) => {
    const given = {
      environment: 'bench',
      context: 'bench',
      namespace: `bench-${size}`,
      createNamespace: true,
      image,
      settle: 0,
    };
    const known =
      name === 'deploy-diff' ? { environment: 'bench', context: 'bench', namespace: `bench-${size}`, image } : given;
    const argv = [
      process.execPath,
      executors,
      root,
      `set-${size}`,
      `deploy:${name}`,
      JSON.stringify({ ...known, ...options }),
    ];
    const measured = await measure(argv, { cwd: root, env });
    const { inside } = JSON.parse(measured.output.trimEnd().split('\n').at(-1));
    return { ...measured, wall: inside };
  };
  // What kubectl applied would belong to it, so it works in a namespace of its own.
  const rival = (size, ...args) =>
    measure(['kubectl', ...args, '--context=bench', `--namespace=bench-${size}-kubectl`, '-f', manifests(size)], {
      cwd: root,
      env,
    });

  for (const size of sets) await write(size);
  return {
    async clean() {
      const names = sets.flatMap((size) => [`bench-${size}`, `bench-${size}-kubectl`]);
      await runQuietly(['kubectl', 'delete', 'namespace', '--ignore-not-found', '--wait', ...names], {
        cwd: root,
        env,
      });
      for (const size of sets) {
        await runQuietly(['kubectl', 'create', 'namespace', `bench-${size}-kubectl`], { cwd: root, env });
      }
    },
    variants(size) {
      const variant = (name, what, run, prepare) => ({
        name: `${name}-${size}`,
        what: `${what}, ${size} objects`,
        prepare,
        run,
      });
      const applied = ['apply', '--server-side'];
      return [
        variant(
          'kubectl-changed',
          '`kubectl apply --server-side`, all objects changed',
          () => rival(size, ...applied),
          () => edit(size),
        ),
        variant(
          'slipway-changed',
          'deploy in the executor, all objects changed',
          () => execute(size, 'deploy'),
          () => edit(size),
        ),
        variant(
          'kubectl-same',
          '`kubectl apply --server-side`, nothing changed',
          () => rival(size, ...applied),
          () => rival(size, ...applied),
        ),
        variant(
          'slipway-same',
          'deploy in the executor, nothing changed',
          () => execute(size, 'deploy'),
          () => execute(size, 'deploy'),
        ),
        variant(
          'kubectl-diff',
          '`kubectl diff --server-side`, nothing changed',
          () => rival(size, 'diff', '--server-side'),
          () => rival(size, ...applied),
        ),
        variant(
          'slipway-diff',
          'deploy-diff in the executor, nothing changed',
          () => execute(size, 'deploy-diff'),
          () => execute(size, 'deploy'),
        ),
      ];
    },
    async requestFigures() {
      const figures = [];
      const count = async (action, isCounted = () => true) => {
        proxy.requests.length = 0;
        await action();
        return proxy.requests.filter(isCounted).length;
      };
      // The bar is for the apply itself; the record of releases and the watches come beside it, and are counted by themselves.
      const isApply = (request) => !/[?&]watch=|\/secrets.*slipway\.|slipway\.dev/.test(decodeURIComponent(request));
      for (const size of sets) {
        await edit(size);
        const all = await count(() => execute(size, 'deploy'));
        const ofApply = proxy.requests.filter(isApply).length;
        const unchanged = await count(() => execute(size, 'deploy'));
        const diff = await count(() => execute(size, 'deploy-diff'));
        await rival(size, 'apply', '--server-side');
        const theirs = await count(() => rival(size, 'apply', '--server-side'));
        const theirDiff = await count(() => rival(size, 'diff', '--server-side'));
        const figure = (what, value, bar) => ({
          what: `${what}, ${size} objects`,
          value,
          unit: 'requests',
          ...(bar === undefined ? {} : { bar }),
        });
        figures.push(
          figure('apply of a changed set', ofApply, size + groupKinds + 3),
          figure('deploy of a changed set, with history and watches', all),
          figure('deploy of an unchanged set', unchanged),
          figure('kubectl apply', theirs),
          figure('deploy-diff', diff, 2 * size),
          figure('kubectl diff', theirDiff),
        );
      }
      return figures;
    },
  };
}

function timeFigures(rows) {
  return sets.flatMap((size) => [
    {
      what: `deploy over kubectl apply, all ${size} changed`,
      value: difference(rows, `slipway-changed-${size}`, `kubectl-changed-${size}`, 'wall'),
      unit: 'ms',
      bar: 300,
    },
    {
      what: `deploy over kubectl apply, none of ${size} changed`,
      value: difference(rows, `slipway-same-${size}`, `kubectl-same-${size}`, 'wall'),
      unit: 'ms',
      bar: 300,
    },
    {
      what: `deploy-diff over kubectl diff, ${size} objects`,
      value: difference(rows, `slipway-diff-${size}`, `kubectl-diff-${size}`, 'wall'),
      unit: 'ms',
    },
  ]);
}
