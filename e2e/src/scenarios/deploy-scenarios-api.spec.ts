import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { needing } from '../engines/engines.ts';
import { kubernetes } from '../engines/kubernetes.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { runOk } from '../workspace/run.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { compareServers, type ServerComparison } from './deploy/compare-servers.ts';
import { loadDeployTesting } from './deploy/fake-cluster.ts';
import { withRealProxy } from './deploy/real-proxy.ts';

const needs = needing('with a cluster', 'kubernetes');
const recorded = join(
  import.meta.dirname,
  '../../../packages/deploy/src/testing/scenarios/testdata/kubernetes-1.34.json',
);

describe.skipIf(needs.skip)(`the fake API server of @slipway/deploy/testing, ${needs.name}`, () => {
  const workspace = useWorkspace(nxVersions[0]);

  it('answers as the real one does', async () => {
    const { kubectl, kubeconfig } = kubernetes();
    const inCluster = (...args: readonly string[]) =>
      runOk([kubectl, '--kubeconfig', kubeconfig, ...args], { cwd: workspace().root });
    const namespace = `e2e-${randomBytes(5).toString('hex')}`;
    await inCluster('create', 'namespace', namespace);
    try {
      const testing = await loadDeployTesting(workspace().root);
      const comparisons = await withRealProxy(kubernetes(), (url) => compareServers(testing, { url, namespace }));
      if (process.env['UPDATE_GOLDEN'] === '1') await record(comparisons);
      const different = comparisons.filter(({ isSame }) => !isSame);
      expect(different.map(({ name, fake }) => [name, fake])).toEqual(different.map(({ name, real }) => [name, real]));
      expect(comparisons.length).toBeGreaterThan(30);
    } finally {
      await inCluster('delete', 'namespace', namespace, '--wait=false');
    }
  });
});

/** Writes down what the real server answers, for machines without one. */
async function record(comparisons: readonly ServerComparison[]): Promise<void> {
  if (process.env['CI'] !== undefined) throw new Error('UPDATE_GOLDEN is for people, not for CI.');
  const answers = Object.fromEntries(comparisons.map(({ name, real }) => [name, real]));
  await writeFile(recorded, `${JSON.stringify(answers, undefined, 2)}\n`);
}
