import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCacheServer, type CacheFault, type CacheServer } from '../engines/cache-server.ts';
import { startFaultyRegistry } from '../engines/faulty-registry.ts';
import { copyWorkspace, nxVersions, type Workspace } from '../workspace/create-workspace.ts';
import { alterLargestFile } from './graph/alter-entry.ts';
import { readOutputs } from './graph/outputs.ts';
import { all } from './graph/rows.ts';
import { ownCache, runAll } from './graph/tasks.ts';
import { useMonorepo } from './graph/use-monorepo.ts';

/** How a server may fail, and what Nx says then. */
const faults: readonly (readonly [name: string, fault: CacheFault, said: RegExp])[] = [
  ['knows no token', { kind: 'status', status: 401 }, /Unauthorized/],
  ['is broken', { kind: 'status', status: 500 }, /Misconfigured remote cache endpoint/],
  ['answers with garbage', { kind: 'body', change: () => Buffer.from('<html>Sign in</html>') }, /tarball/],
  ['has lost the end of an entry', { kind: 'body', change: firstHalf }, /Failed to unpack entry|tarball/],
  ['ends in the middle of an entry', { kind: 'disconnect' }, /remote cache response|decoding response body/],
];

describe.each(nxVersions)('on Nx %s', (nxVersion) => {
  const monorepo = useMonorepo(nxVersion);
  let server: CacheServer;
  let elsewhere: Workspace;

  beforeAll(async () => {
    server = await startCacheServer();
    expect(await runAll(monorepo().workspace, server.env)).toEqual({ selected: all, ran: all });
    elsewhere = await copyWorkspace(monorepo().workspace);
  });
  afterAll(async () => {
    await elsewhere.remove();
    await server.close();
  });

  const forget = async () => {
    for (const name of ['.nx', 'dist']) await rm(join(elsewhere.root, name), { recursive: true, force: true });
  };

  it('another folder with a cold cache gets every result, byte by byte', async () => {
    expect(server.entries.size).toBe(all.length);
    expect(await runAll(elsewhere, server.env)).toEqual({ selected: all, ran: [] });
    expect(server.hits()).toBe(all.length);
    const outputs = await readOutputs(join(elsewhere.root, 'dist'));
    expect(Object.keys(outputs)).toContain('services/orders/bin/orders');
    expect(outputs).toEqual(await readOutputs(join(monorepo().workspace.root, 'dist')));
  });

  it('nothing that has an effect is stored', async () => {
    const { nxOk } = elsewhere;
    const { stdout } = await nxOk(['show', 'project', 'orders', '--json']);
    const { targets } = JSON.parse(stdout) as { readonly targets: Readonly<Record<string, { cache?: boolean }>> };
    const cached = Object.keys(targets).filter((name) => targets[name]?.cache === true);
    expect(cached.sort()).toEqual(['build', 'docker-build', 'lint', 'test']);
    expect(Object.keys(targets)).toEqual(
      expect.arrayContaining(['deploy', 'docker-push', 'fmt', 'generate', 'serve', 'tidy', 'undeploy']),
    );

    const before = server.entries.size;
    const env = { ...ownCache, ...server.env };
    await nxOk(['run-many', '--targets=fmt,generate,tidy', '--projects=orders'], { env });
    const registry = await startFaultyRegistry(elsewhere.root);
    await nxOk(['run', 'orders:docker-push', `--repository=${registry.host}/orders`, '--tags=v1'], { env });
    expect(registry.repository('orders').tags.size).toBe(1);
    await registry.close();
    expect(server.entries.size).toBe(before);
  });

  // Nx gives up then, and builds nothing. What is ours is that no output is there, or a wrong one later.
  it.each(faults)('a server that %s never gives a wrong result', async (_name, fault, said) => {
    const layout = 'dist/services/orders/oci';
    const right = await readOutputs(join(monorepo().workspace.root, layout));
    const args = ['run', 'orders:docker-build'];
    await forget();
    server.misbehave(fault);
    const { exitCode, all: text } = await elsewhere.nx(args, { env: { ...ownCache, ...server.env } });
    server.misbehave(undefined);
    expect(text).toMatch(said);
    expect(exitCode).toBe(1);
    expect(await readOutputs(join(elsewhere.root, layout))).toEqual({});

    // Nor did a part of an entry stay in the local cache.
    await elsewhere.nxOk(args, { env: ownCache });
    expect(await readOutputs(join(elsewhere.root, layout))).toEqual(right);
  });

  it('an altered image is not pushed', async () => {
    await forget();
    const registry = await startFaultyRegistry(elsewhere.root);
    server.misbehave({ kind: 'body', change: alterLargestFile });
    const args = ['run', 'orders:docker-push', `--repository=${registry.host}/orders`, '--tags=v1'];
    const { exitCode, all: text } = await elsewhere.nx(args, { env: { ...ownCache, ...server.env } });
    server.misbehave(undefined);
    expect(text).toContain('[LAYOUT_INVALID]');
    expect(exitCode).toBe(1);
    expect(registry.repository('orders').tags.size).toBe(0);
    await registry.close();
  });
});

function firstHalf(entry: Buffer): Buffer {
  return entry.subarray(0, entry.length >> 1);
}
