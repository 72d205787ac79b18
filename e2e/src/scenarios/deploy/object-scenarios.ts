import { defineScenarios } from './deploy-scenario.ts';
import { autoscaler, configMap, customKind, deployment, deploymentWithoutReplicas } from './objects.ts';

/** Objects that others have a hand in, that come and that go. */
export const objectScenarios = defineScenarios([
  {
    id: 'conflict',
    name: 'field that another manager owns',
    against: 'real',
    overlays: () => ({ '': [deployment({ spec: { minReadySeconds: 0 } })] }),
    expected: { exit: 1, code: 'APPLY_CONFLICT', says: /orders/, state: 'the value of the other manager stays' },
    async run(stage) {
      await stage.deploy();
      const patch = JSON.stringify({ spec: { minReadySeconds: 2 } });
      await stage.kubectl('patch', 'deployment', 'orders', '--field-manager=team', '--type=merge', '--patch', patch);
      return stage.deploy();
    },
    async check(stage) {
      const value = await stage.kubectl('get', 'deployment', 'orders', '--output=jsonpath={.spec.minReadySeconds}');
      if (value !== '2') throw new Error(`minReadySeconds is ${value}`);
    },
  },
  {
    id: 'conflict-forced',
    name: 'the same, with --forceConflicts',
    against: 'real',
    overlays: () => ({ '': [deployment({ spec: { minReadySeconds: 0 } })] }),
    expected: { exit: 0, says: /orders/, state: 'the value of the release is back' },
    async run(stage) {
      await stage.deploy();
      const patch = JSON.stringify({ spec: { minReadySeconds: 2 } });
      await stage.kubectl('patch', 'deployment', 'orders', '--field-manager=team', '--type=merge', '--patch', patch);
      return stage.deploy({ flags: ['--forceConflicts'] });
    },
    async check(stage) {
      const value = await stage.kubectl('get', 'deployment', 'orders', '--output=jsonpath={.spec.minReadySeconds}');
      if (value !== '' && value !== '0') throw new Error(`minReadySeconds is ${value}`);
    },
  },
  {
    id: 'hpa',
    name: 'replicas that an autoscaler owns',
    against: 'real',
    overlays: () => ({ '': [deploymentWithoutReplicas(), autoscaler] }),
    expected: { exit: 0, says: /orders/, state: 'the number of the autoscaler stays' },
    async run(stage) {
      await stage.deploy();
      await stage.kubectl('scale', 'deployment', 'orders', '--replicas=3');
      return stage.deploy();
    },
    async check(stage) {
      const replicas = await stage.kubectl('get', 'deployment', 'orders', '--output=jsonpath={.spec.replicas}');
      if (replicas !== '3') throw new Error(`${replicas} replicas`);
    },
  },
  {
    id: 'crd',
    name: 'CRD and its object in one apply',
    against: 'real',
    overlays: ({ namespace }) => ({ '': [...customKind(`${namespace}.example.test`), deployment()] }),
    expected: { exit: 0, says: /orders/, state: 'both are there' },
    run: (stage) => stage.deploy(),
    async check(stage) {
      const group = `${stage.namespace}.example.test`;
      await stage.kubectl('get', `things.${group}`, 'one');
      await stage.kubectl('delete', 'crd', `things.${group}`);
    },
  },
  {
    id: 'removed',
    name: 'object that the next release no longer holds',
    against: 'real',
    overlays: () => ({ '': [configMap('old'), deployment()], next: [configMap('new'), deployment()] }),
    expected: { exit: 0, says: /orders/, state: 'it is deleted' },
    async run(stage) {
      await stage.deploy();
      return stage.deploy({ overlay: 'next' });
    },
    async check(stage) {
      const names = await stage.kubectl('get', 'configmaps', '--output=jsonpath={.items[*].metadata.name}');
      if (names.includes('old') || !names.includes('new')) throw new Error(`there are ${names}`);
    },
  },
]);
