import { createLogger } from '@slipway/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeCluster, type FakeCluster } from '../../../testing/index.ts';
import { createKubeClient } from '../api/create-kube-client.ts';
import { createResourceFinder } from '../api/create-resource-finder.ts';
import { applyRelease } from '../apply/apply-release.ts';
import type { ApplySettings } from '../apply/apply-settings.ts';
import type { KubeObject } from '../kube-object.ts';
import { diffRelease } from './diff-release.ts';

const settings = (value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { value },
});
const secret = (password: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'keys' },
  stringData: { password },
});
const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'orders' },
  spec: { selector: { app: 'orders' }, ports: [{ port: 80 }] },
};

let cluster: FakeCluster;

beforeEach(async () => {
  cluster = await startFakeCluster({ namespaces: ['dev'] });
});
afterEach(() => cluster.close());

function release(objects: readonly KubeObject[], others: Partial<ApplySettings> = {}): ApplySettings {
  const { signal } = new AbortController();
  const client = createKubeClient({
    transport: { host: cluster.host, port: cluster.port },
    signal,
    logger: createLogger({ stdout: () => undefined, stderr: () => undefined }),
    server: cluster.url,
  });
  return {
    ...{ client, finder: createResourceFinder(client), set: { name: 'orders', namespace: 'dev' }, objects, signal },
    ...{ createNamespace: false, forceConflicts: false, adopt: false, pruneData: false, ...others },
  };
}

const changesOf = async (settings: ApplySettings) => {
  const { changes } = await diffRelease(settings);
  return changes.map(({ kind, name, change }) => `${kind} ${name} ${change}`);
};

describe('the difference of a release', () => {
  it('is empty right after it was applied', async () => {
    const objects = [settings('1'), secret('s3cret'), service];
    await applyRelease(release(objects));
    const { changes, text, problems } = await diffRelease(release(objects));
    expect(changes.map(({ change }) => change)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(text).toBe('');
    expect(problems).toEqual([]);
  });

  it('changes nothing, and costs one request for each member beside those for the set', async () => {
    await applyRelease(release([settings('1'), service]));
    cluster.clearRequests();
    await diffRelease(release([settings('2'), service]));
    expect(cluster.mutations).toEqual([]);
    const perObject = cluster.requests.filter(({ path }) => /(configmaps|services)\/\w+$/.test(path));
    expect(perObject).toHaveLength(2);
  });

  it('shows what changes, what comes and what goes', async () => {
    await applyRelease(release([settings('1'), service]));
    const next = release([settings('2'), secret('s3cret')]);
    expect(await changesOf(next)).toEqual([
      'ConfigMap settings configured',
      'Secret keys created',
      'Service orders deleted',
    ]);
    const { text } = await diffRelease(next);
    expect(text).toContain('-  value: "1"\n+  value: "2"\n');
    expect(text).toContain('--- /dev/null\n+++ release/Secret/dev/keys\n');
    expect(text).toContain('--- live/Service/dev/orders\n+++ /dev/null\n');
    expect(text).not.toMatch(/s3cret|czNjcmV0/);
  });

  it('calls an object created whose namespace the release brings along', async () => {
    const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } };
    const brought = release([namespace, settings('1')], { set: { name: 'orders', namespace: 'new' } });
    const { problems } = await diffRelease(brought);
    expect(problems).toEqual([]);
    expect(await changesOf(brought)).toEqual(['Namespace new created', 'ConfigMap settings created']);
  });

  it('says once that the namespace is missing where nobody makes it', async () => {
    const { problems } = await diffRelease(
      release([settings('1'), service], { set: { name: 'orders', namespace: 'new' } }),
    );
    expect(problems).toEqual(['There is no namespace new.']);
  });

  it('names each field that would be in the way, and its owner', async () => {
    await applyRelease(release([settings('1')]));
    const name = { kind: 'ConfigMap', name: 'settings', namespace: 'dev' };
    cluster.edit(name, (live) => ({ ...live, data: { value: 'mine' } }), { manager: 'somebody' });
    const { problems, text } = await diffRelease(release([settings('2')]));
    expect(problems).toEqual([expect.stringMatching(/ConfigMap dev\/settings.*\.data\.value belongs to somebody/)]);
    expect(text).toBe('');
    expect((await diffRelease(release([settings('2')], { forceConflicts: true }))).problems).toEqual([]);
  });
});
