import { createMark, findMarked, type Mark } from '../../workspace/marked-processes.ts';
import { defineScenarios, type DeployScenario, type Ended } from './deploy-scenario.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { configMap, deployment } from './objects.ts';
import type { DeploySettings, Stage } from './stage.ts';

const objects: DeployScenario['overlays'] = () => ({ '': [configMap('settings'), deployment()] });
const converges = 'the run after it converges';

/** Starts a deploy, interrupts it at a moment, and looks whether the next one makes good. */
async function interrupt(stage: Stage, cluster: FakeCluster, moment: () => Promise<void>): Promise<Ended> {
  const deploy = stage.start({ group: true });
  await moment();
  const exitCode = await deploy.stop('SIGINT');
  await expectNextToRun(stage, cluster);
  return { exitCode, output: deploy.output() };
}

async function expectNextToRun(stage: Stage, cluster: FakeCluster, settings: DeploySettings = {}): Promise<void> {
  cluster.clearFaults();
  cluster.workload({}, stage.testing.podScripts.runs);
  // What was made before lives as it was told to: a changed template makes new pods.
  const next = await stage.deploy({ overlay: 'next', ...settings });
  if (next.exitCode !== 0) throw new Error(`the run after it ended with ${next.exitCode}:\n${next.output}`);
}

const nextObjects: DeployScenario['overlays'] = (place) => ({
  ...objects(place),
  next: [configMap('settings'), deployment({ pod: { terminationGracePeriodSeconds: 2 } })],
});

/** Runs that end before their time, and two at one time. */
export const interruptionScenarios = defineScenarios([
  {
    id: 'ctrl-c-apply',
    name: 'Ctrl-C in the apply',
    against: 'fake',
    overlays: nextObjects,
    // Nx ends at once and shows nothing that comes after.
    expected: { exit: 130, says: /^$/, state: converges },
    async run(stage) {
      const cluster = await stage.fake();
      const { happened } = cluster.fault({ answer: 'silence', method: 'PATCH', path: /\/deployments\// });
      return interrupt(stage, cluster, () => happened);
    },
  },
  {
    id: 'ctrl-c-watch',
    name: 'Ctrl-C in the watch',
    against: 'fake',
    overlays: nextObjects,
    // Nx ends at once and shows nothing that comes after.
    expected: { exit: 130, says: /^$/, state: converges },
    async run(stage) {
      const cluster = await stage.fake();
      cluster.workload({}, stage.testing.podScripts.neverReady('HTTP probe failed with statuscode: 503'));
      return interrupt(stage, cluster, () => untilEvent(cluster, stage));
    },
  },
  {
    id: 'killed',
    name: 'kill -9, and run again',
    against: 'fake',
    overlays: nextObjects,
    expected: { exit: 0, says: /orders/, state: 'no process is left, and the run after it converges' },
    async run(stage) {
      const cluster = await stage.fake();
      cluster.workload({}, stage.testing.podScripts.neverReady('HTTP probe failed with statuscode: 503'));
      const mark = createMark();
      const deploy = stage.start({ env: { ...mark } });
      await untilEvent(cluster, stage);
      // Nx and the task, but not what the task started: that must end by itself.
      for (const { pid } of (await findMarked(mark)).filter(({ command }) => /\bnx\b|run-executor/.test(command)))
        process.kill(pid, 'SIGKILL');
      await deploy.ended;
      await expectNoneLeft(mark);
      cluster.workload({}, stage.testing.podScripts.runs);
      return stage.deploy({ overlay: 'next' });
    },
  },
  {
    id: 'two-at-once',
    name: 'two deploys at once',
    against: 'real',
    overlays: objects,
    expected: { exit: 0, says: /orders/, state: 'one release runs, the other deploy is told or had its turn' },
    async run(stage) {
      const [first, second] = await Promise.all([stage.deploy(), stage.deploy()]);
      const [best, other] = first.exitCode === 0 ? [first, second] : [second, first];
      const isTold = other.exitCode === 0 || other.output.includes('[RELEASE_BUSY]');
      if (!isTold) throw new Error(`the other ended with ${other.exitCode}:\n${other.output}`);
      return best;
    },
    async check(stage) {
      const available = await stage.kubectl(
        'get',
        'deployment',
        'orders',
        '--output=jsonpath={.status.availableReplicas}',
      );
      if (available !== '1') throw new Error(`${available} replicas are available`);
    },
  },
]);

/** What a killed run had started must end by itself, and soon. */
async function expectNoneLeft(mark: Mark): Promise<void> {
  const deadline = performance.now() + 20_000;
  let left = await findMarked(mark);
  while (left.length > 0 && performance.now() < deadline) left = await findMarked(mark);
  if (left.length > 0) throw new Error(`processes are left: ${left.map(({ command }) => command).join(', ')}`);
}

/** Waits until the pods were seen to be unready, so that the deploy watches them. */
async function untilEvent(cluster: FakeCluster, { namespace }: Stage): Promise<void> {
  while (cluster.list('Event', namespace).length === 0) await new Promise(setImmediate);
}
