import { defineScenarios, type DeployScenario } from './deploy-scenario.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { configMap, deployment } from './objects.ts';
import type { Stage } from './stage.ts';

const objects: DeployScenario['overlays'] = () => ({ '': [configMap('settings'), deployment()] });
const applied = /\/deployments\//;
const runs = 'the release runs';

/** Waits for something that the fake cluster does. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(setImmediate);
}

function hasDeployment(cluster: FakeCluster, { namespace }: Stage): boolean {
  return cluster.get({ kind: 'Deployment', name: 'orders', namespace }) !== undefined;
}

/** Pods take a while, so that what is done meanwhile befalls the watch. */
function startSlowly(cluster: FakeCluster, { testing }: Stage): void {
  cluster.workload({}, [{ pause: 3000 }, ...testing.podScripts.runs]);
}

/** API servers that fail, come back, and change their mind. */
export const faultScenarios = defineScenarios([
  {
    id: 'down-before',
    name: 'API server down before the apply',
    against: 'fake',
    overlays: objects,
    expected: { exit: 1, code: 'CLUSTER_UNREACHABLE', says: /127\.0\.0\.1/, state: 'nothing was applied' },
    async run(stage) {
      await (await stage.fake()).stop();
      return stage.deploy();
    },
  },
  {
    id: 'down-during',
    name: 'API server down during the apply',
    against: 'fake',
    overlays: objects,
    expected: {
      exit: 1,
      code: 'CLUSTER_UNREACHABLE',
      says: /127\.0\.0\.1/,
      state: 'said by object; a run later converges',
    },
    async run(stage) {
      const cluster = await stage.fake();
      cluster.fault({ answer: 'reset', path: applied, method: 'PATCH', times: Infinity });
      const ended = await stage.deploy();
      if (hasDeployment(cluster, stage)) throw new Error('the Deployment is there');
      cluster.clearFaults();
      const again = await stage.deploy();
      if (again.exitCode !== 0) throw new Error(`the run after it ended with ${again.exitCode}:\n${again.output}`);
      return ended;
    },
  },
  {
    id: 'down-after',
    name: 'API server down after the apply, and back',
    against: 'fake',
    overlays: objects,
    expected: { exit: 0, says: /orders/, state: runs },
    async run(stage) {
      const cluster = await stage.fake();
      startSlowly(cluster, stage);
      const deploy = stage.start();
      await until(() => hasDeployment(cluster, stage));
      cluster.fault({ answer: 'reset', method: 'GET', times: 6 });
      cluster.endWatches('break');
      return { exitCode: await deploy.ended, output: deploy.output() };
    },
  },
  {
    id: 'conflict-409',
    name: '409 without causes',
    against: 'fake',
    overlays: objects,
    expected: { exit: 0, says: /orders/, state: runs },
    async run(stage) {
      const cluster = await stage.fake();
      cluster.fault({ answer: stage.testing.faultAnswers.modified, path: applied, method: 'PATCH' });
      return stage.deploy();
    },
  },
  {
    id: 'gone-410',
    name: '410 in every watch',
    against: 'fake',
    overlays: objects,
    expected: { exit: 0, says: /orders/, state: runs },
    async run(stage) {
      const cluster = await stage.fake();
      startSlowly(cluster, stage);
      const deploy = stage.start();
      await until(() => hasDeployment(cluster, stage));
      cluster.endWatches('expire');
      return { exitCode: await deploy.ended, output: deploy.output() };
    },
  },
  {
    id: 'busy-429',
    name: '429 with Retry-After',
    against: 'fake',
    overlays: objects,
    expected: { exit: 0, says: /orders/, state: runs },
    async run(stage) {
      const cluster = await stage.fake();
      const answer = stage.testing.faultAnswers.tooManyRequests(1);
      cluster.fault({ answer, method: 'PATCH', times: 3 });
      return stage.deploy();
    },
  },
]);
