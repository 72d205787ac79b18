import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { startRegistry } from '../testing/index.ts';
import { createRegistryClient } from './registry-client.ts';

it('ends a request that is never answered, also after a garbage collection', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const registry = await startRegistry({ onRequest: () => setImmediate(collect) });
  registry.fault({ action: { kind: 'stall' }, times: Infinity });
  const client = createRegistryClient({
    registry: registry.host,
    deadline: 300,
    signal: new AbortController().signal,
    credentials: () => Promise.resolve(undefined),
  });
  await expect(client.headManifest('team/x', 'v1')).rejects.toMatchObject({ code: 'REGISTRY_TIMEOUT' });
  client.close();
  await registry.close();
});
