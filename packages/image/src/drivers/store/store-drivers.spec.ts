import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import type { LoadRequest, StoreDriver } from '@slipway/kit';
import { storeDriverConformance } from '@slipway/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveOf, brokenArchive, contextsFor } from '../../testing/driver-fixtures.ts';
import { engineAnswers } from '../../testing/engines.ts';
import { createTestWorkspace, type TestWorkspace } from '../../testing/go-project.ts';
import { commandStoreDriver } from './command/command-driver.ts';
import { dockerDriver } from './docker/docker-driver.ts';
import { podmanDriver } from './podman/podman-driver.ts';

/** A store in a folder: an archive is taken if it is a tar, a run answers with the last argument as its exit code. */
const folderStore = {
  load: [
    'sh',
    '-c',
    'tar -tf "$1" > /dev/null && mkdir -p store && printf %s "$2" > store/loaded',
    'sh',
    '{archive}',
    '{reference}',
  ],
  has: ['sh', '-c', 'test "$(cat store/loaded 2>/dev/null)" = "$1"', 'sh', '{reference}'],
  run: ['sh', '-c', 'shift; exit "${2:-0}"', 'sh', '{reference}'],
};

/** What podman gives a container by default is more than some virtual machines allow. */
const lowLimits = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'];

const subjects = [
  { driver: commandStoreDriver, options: folderStore },
  ...(engineAnswers('docker') ? [{ driver: dockerDriver, options: {} }] : []),
  ...(engineAnswers('podman') ? [{ driver: podmanDriver, options: { runArgs: lowLimits } }] : []),
] as readonly { readonly driver: StoreDriver<never>; readonly options: unknown }[];

describe.each(subjects)('the store driver $driver.name', { timeout: 120_000 }, ({ driver, options }) => {
  let workspace: TestWorkspace;
  let request: LoadRequest;
  beforeAll(async () => {
    workspace = await createTestWorkspace();
    // A version of its own makes it an image that no store has seen.
    request = await archiveOf(workspace, `t${randomUUID()}`);
  }, 120_000);
  afterAll(async () => {
    if (driver.name !== 'command') spawnSync(driver.name, ['image', 'rm', '--force', request.reference]);
    await workspace.remove();
  });

  const cases = storeDriverConformance<never>(driver, {
    withContext: (settings, action) => contextsFor(driver, workspace, options)(settings, action),
    loadRequest: () => Promise.resolve(request),
    brokenRequest: () => brokenArchive(workspace, request),
    run: (reference) =>
      [0, 3].map((exitCode) => ({
        exitCode,
        request: {
          reference,
          name: `slipway-test-${randomUUID()}`,
          ports: [],
          env: {},
          args: ['exit', String(exitCode)],
        },
      })),
  });
  for (const { name, run } of cases) it(name, run);
});

describe('the store driver command', () => {
  it('refuses a placeholder it does not know, before anything runs', async () => {
    const workspace = await createTestWorkspace({});
    try {
      const load = { load: ['sh', '-c', 'echo "$1" > ran', 'sh', '{layuot}'] };
      const request = await archiveRequest(workspace);
      const loading = contextsFor(
        commandStoreDriver,
        workspace,
        load,
      )({}, (context) => commandStoreDriver.load(request, context));
      await expect(loading).rejects.toMatchObject({ code: 'DRIVER_OPTIONS_INVALID' });
      await expect(readFile(join(workspace.root, 'ran'))).rejects.toThrow('ENOENT');
    } finally {
      await workspace.remove();
    }
  });
});

async function archiveRequest(workspace: TestWorkspace): Promise<LoadRequest> {
  const { contentTag, digestOf, parsePlatform, parseReference } = await import('@slipway/kit');
  const digest = digestOf('image');
  const reference = contentTag(parseReference('acme/orders'), digest);
  return {
    archive: join(workspace.root, 'image.tar'),
    digest,
    reference,
    tags: [],
    platform: parsePlatform('linux/amd64'),
  };
}
