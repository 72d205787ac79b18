import { expect, it } from 'vitest';
import type { DeployDriver, DeploySession, DeployTarget, ReleaseRequest } from '../drivers/deploy-driver.ts';
import { SlipwayError } from '../errors/slipway-error.ts';
import { digestOf } from '../image/digest.ts';
import { parseReference } from '../image/image-reference.ts';
import { pinToRegistry } from '../image/pinned.ts';
import type { ConformanceCase, ContextProvider } from './conformance.ts';
import { deployDriverConformance } from './deploy-driver-conformance.ts';
import { createFakeContext } from './fake-context.ts';
import { createMemoryDeployDriver, type MemoryDeployDriver } from './memory-deploy-driver.ts';

const withContext: ContextProvider<unknown> = ({ withoutTools, ...settings }, action) =>
  action(
    createFakeContext<unknown>({ options: {}, ...settings, ...(withoutTools === true ? { tools: [] } : {}) }).context,
  );

function releaseOf(version: string, isBroken = false): ReleaseRequest {
  const digest = digestOf(version);
  const reference = pinToRegistry(parseReference('registry.example/acme/orders'), digest);
  return {
    documents: [{ name: 'orders', image: reference, ...(isBroken ? { broken: true } : {}) }],
    images: [{ name: 'acme/orders', reference, digest, platforms: [] }],
    timeout: 1,
    settle: 0,
    rollbackOnFailure: false,
    forceConflicts: false,
    adopt: false,
    pruneData: false,
  };
}

let count = 0;
function createTarget(): DeployTarget {
  count += 1;
  return {
    environment: 'dev',
    release: `orders-${count}`,
    projectRoot: '/',
    context: 'memory',
    createNamespace: false,
  };
}

function casesFor(driver: DeployDriver, memory: MemoryDeployDriver): readonly ConformanceCase[] {
  return deployDriverConformance(driver, {
    withContext,
    needsTools: false,
    target: () => Promise.resolve(createTarget()),
    unnamedTarget: () => {
      const { context: _, ...target } = createTarget();
      return Promise.resolve(target);
    },
    releases: [releaseOf('1'), releaseOf('2')],
    brokenRelease: releaseOf('3', true),
    fingerprint: (target) => Promise.resolve(JSON.stringify(memory.releasesOf(target))),
    images: (target) => {
      const [newest] = memory.releasesOf(target);
      return Promise.resolve([...(newest?.images ?? [])].sort());
    },
  });
}

async function failing(cases: readonly ConformanceCase[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, run } of cases) {
    await run().catch(() => names.push(name));
  }
  return names;
}

/** A driver whose sessions differ from those of a good one. */
function withSession(
  memory: MemoryDeployDriver,
  change: (session: DeploySession, open: { readonly again: () => Promise<DeploySession> }) => Partial<DeploySession>,
): DeployDriver {
  return {
    ...memory,
    open: async (target, context) => {
      const session = await memory.open(target, context);
      const again = () => memory.open(target, { ...context, dryRun: false, change: (_, action) => action() });
      return { ...session, ...change(session, { again }) };
    },
  };
}

it('a deploy driver that keeps its promises passes', async () => {
  const memory = createMemoryDeployDriver('memory');
  expect(await failing(casesFor(memory, memory))).toEqual([]);
});

it('what a driver leaves out is not asked for', async () => {
  const memory = createMemoryDeployDriver('memory');
  const bare: DeployDriver = {
    ...memory,
    open: async (target, context) => {
      const { place, deploy, close } = await memory.open(target, context);
      return { place, deploy, close };
    },
  };
  expect(await failing(casesFor(bare, memory))).toEqual([]);
});

it.each<readonly [string, (memory: MemoryDeployDriver) => DeployDriver, string]>([
  [
    'says nothing of its place',
    (memory) => withSession(memory, () => ({ place: [] })),
    'opens a named place by reading, and says where that is',
  ],
  [
    'changes something while opening',
    (memory) => ({
      ...memory,
      open: async (target, context) => {
        await context.change('x', () => Promise.resolve(), undefined);
        return memory.open(target, context);
      },
    }),
    'opens a named place by reading, and says where that is',
  ],
  [
    'guesses its place',
    (memory) => ({ ...memory, open: (target, context) => memory.open({ context: 'guessed', ...target }, context) }),
    'refuses a place that was not named',
  ],
  [
    'cannot be closed twice',
    (memory) =>
      withSession(memory, () => {
        let isOpen = true;
        return {
          close: () => {
            if (!isOpen) return Promise.reject(new Error('closed'));
            isOpen = false;
            return Promise.resolve();
          },
        };
      }),
    'close never throws, and may be called again',
  ],
  [
    'ignores cancellation',
    (memory) => ({
      ...memory,
      open: (target, context) => {
        const { signal } = new AbortController();
        return memory.open(target, { ...context, signal, change: (_, action) => action() });
      },
    }),
    'does not start when cancelled',
  ],
  [
    'deploys in a dry run',
    (memory) => withSession(memory, (_, { again }) => ({ deploy: async (request) => (await again()).deploy(request) })),
    'says in a dry run what would be made, and makes nothing',
  ],
  [
    'removes in a dry run',
    (memory) =>
      withSession(memory, (_, { again }) => ({
        undeploy: async (request) => (await (await again()).undeploy?.(request)) ?? [],
      })),
    'changes nothing of what is there in a dry run',
  ],
  [
    'sees no difference',
    (memory) => withSession(memory, () => ({ diff: () => Promise.resolve({ changes: [], text: '', problems: [] }) })),
    'shows a difference by reading',
  ],
  [
    'releases by a tag',
    (memory) =>
      withSession(memory, (session) => ({
        deploy: (request) =>
          session.deploy({
            ...request,
            documents: request.documents.map((one) => ({ ...one, image: 'acme/orders:latest' })),
          }),
      })),
    'releases exactly the images that were pinned, and says that it is deployed',
  ],
  [
    'says ready too early',
    (memory) =>
      withSession(memory, (session) => ({
        status: async () => {
          const status = await session.status?.();
          const objects = (status?.objects ?? []).map((one) => ({ ...one, state: 'progressing' as const }));
          return { history: [], access: [], ...status, objects };
        },
      })),
    'releases exactly the images that were pinned, and says that it is deployed',
  ],
  [
    'calls everything changed',
    (memory) =>
      withSession(memory, (session) => ({
        deploy: async (request) => {
          const release = await session.deploy(request);
          return { ...release, changes: release.changes.map((one) => ({ ...one, change: 'configured' as const })) };
        },
      })),
    'changes nothing when the same is deployed again',
  ],
  [
    'keeps the first release for ever',
    (memory) => withSession(memory, (session) => ({ deploy: () => session.deploy(releaseOf('1')) })),
    'replaces one release by another',
  ],
  [
    'takes a broken release for a good one',
    (memory) =>
      withSession(memory, (session) => ({
        deploy: (request) =>
          session.deploy({ ...request, documents: request.documents.map(({ broken: _, ...one }) => one) }),
      })),
    'fails with an error of ours where a release does not get ready, and says what state things are in',
  ],
  [
    'fails without saying what state things are in',
    (memory) =>
      withSession(memory, (session) => ({
        deploy: (request) =>
          session.deploy(request).catch(() => {
            throw new SlipwayError({ code: 'ROLLOUT_FAILED', summary: 'It failed.' });
          }),
      })),
    'fails with an error of ours where a release does not get ready, and says what state things are in',
  ],
  [
    'throws foreign errors',
    (memory) =>
      withSession(memory, (session) => ({
        deploy: (request) => session.deploy(request).catch(() => Promise.reject(new Error('exit status 1'))),
      })),
    'fails with an error of ours where a release does not get ready, and says what state things are in',
  ],
  [
    'leaves a release behind',
    (memory) => withSession(memory, () => ({ undeploy: () => Promise.resolve([]) })),
    'removes a release without a trace',
  ],
  [
    'goes back to nothing',
    (memory) =>
      withSession(memory, () => ({
        rollback: () => Promise.resolve({ revision: 1, changes: [], access: [], warnings: [] }),
      })),
    'goes back to the images of the release before',
  ],
  [
    'finds something to go back to where there is nothing',
    (memory) =>
      withSession(memory, () => ({
        rollback: () => Promise.resolve({ revision: 1, changes: [], access: [], warnings: [] }),
      })),
    'has nothing to go back to where nothing was released',
  ],
])('a deploy driver that %s fails', async (_, breakDriver, name) => {
  const memory = createMemoryDeployDriver('memory');
  expect(await failing(casesFor(breakDriver(memory), memory))).toContain(name);
});
