import { defineScenarios, type DeployScenario } from './deploy-scenario.ts';
import { configMap, deployment } from './objects.ts';

const nothingServes = 'applied, recorded as failed; no release served before';
const run: DeployScenario['run'] = (stage) => stage.deploy();

/** Pods that cannot become ready, and how soon and how exactly that is said. */
export const podScenarios = defineScenarios([
  {
    id: 'pull-404',
    name: 'image that is in no registry (404)',
    against: 'real',
    overlays: ({ registry }) => ({
      '': [deployment({ containers: [{ name: 'side', image: `${registry}/acme/nobody:1` }] })],
    }),
    expected: { exit: 1, code: 'ROLLOUT_IMAGE', says: /side|nobody/, state: nothingServes },
    run,
  },
  {
    id: 'pull-401',
    name: 'image that the registry does not give (401)',
    against: 'real',
    overlays: ({ closedRegistry }) => ({
      '': [deployment({ containers: [{ name: 'side', image: `${closedRegistry}/acme/closed:1` }] })],
    }),
    expected: { exit: 1, code: 'ROLLOUT_IMAGE', says: /side|closed/, state: nothingServes },
    run,
  },
  {
    id: 'crash',
    name: 'crash loop',
    against: 'real',
    overlays: () => ({
      '': [deployment({ container: { env: [{ name: 'PORT', value: 'none' }] } })],
    }),
    settings: { timeout: 120 },
    expected: { exit: 1, code: 'ROLLOUT_CRASHED', says: /orders/, state: nothingServes },
    run,
  },
  {
    id: 'unready',
    name: 'readiness that fails',
    against: 'real',
    overlays: () => ({
      '': [
        deployment({
          container: { readinessProbe: { httpGet: { path: '/nobody', port: 'admin' }, periodSeconds: 1 } },
        }),
      ],
    }),
    settings: { timeout: 12 },
    expected: { exit: 1, code: 'ROLLOUT_TIMEOUT', says: /orders/, state: nothingServes },
    run,
  },
  {
    id: 'quota',
    name: 'quota that is too small',
    against: 'real',
    overlays: () => ({
      '': [
        deployment({
          container: { resources: { requests: { memory: '64Mi' }, limits: { memory: '64Mi' } } },
        }),
      ],
    }),
    settings: { timeout: 20 },
    expected: { exit: 1, code: 'ROLLOUT_REFUSED', says: /orders/, state: nothingServes },
    async run(stage) {
      await stage.kubectl('create', 'quota', 'small', '--hard=requests.memory=1Mi');
      return stage.deploy();
    },
  },
  {
    id: 'nowhere',
    name: 'pods that fit no node (unschedulable)',
    against: 'real',
    overlays: () => ({ '': [deployment({ pod: { nodeSelector: { 'e2e.example.test/nowhere': 'yes' } } })] }),
    settings: { timeout: 10 },
    expected: { exit: 1, code: 'ROLLOUT_TIMEOUT', says: /orders/, state: nothingServes },
    run,
  },
  {
    id: 'restricted',
    name: 'pods that Pod Security refuses',
    against: 'real',
    overlays: () => ({ '': [configMap('settings'), deployment({ pod: { hostNetwork: true } })] }),
    expected: { exit: 1, code: 'ROLLOUT_REFUSED', says: /orders/, state: nothingServes },
    async run(stage) {
      await stage.kubectl('label', 'namespace', stage.namespace, 'pod-security.kubernetes.io/enforce=restricted');
      return stage.deploy();
    },
  },
  {
    id: 'previous',
    name: 'bad release over a good one',
    against: 'real',
    overlays: ({ registry }) => ({
      '': [deployment()],
      bad: [deployment({ containers: [{ name: 'side', image: `${registry}/acme/nobody:2` }] })],
    }),
    expected: { exit: 1, code: 'ROLLOUT_IMAGE', says: /side|nobody/, state: 'the release before still serves' },
    async run(stage) {
      await stage.deploy();
      return stage.deploy({ overlay: 'bad' });
    },
    async check(stage) {
      const available = await stage.kubectl(
        'get',
        'deployment',
        'orders',
        '--output=jsonpath={.status.availableReplicas}',
      );
      if (available !== '1') throw new Error(`${available} replicas of the release before are available`);
    },
  },
]);
