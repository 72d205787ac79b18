import assert from 'node:assert/strict';
import { cancelled } from '../context/cancellation.ts';
import type { DeployDriver, DeploySession, DeployTarget, ReleaseRequest } from '../drivers/deploy-driver.ts';
import {
  driverConformance,
  observeContext,
  rejection,
  type ConformanceCase,
  type ContextProvider,
} from './conformance.ts';

/** A place to release to, and how to look at it from outside. */
export interface DeployConformanceFixture<Options> {
  readonly withContext: ContextProvider<Options>;
  /** An empty place of its own at each call. */
  readonly target: () => Promise<DeployTarget>;
  /** A place that nobody named, or another than was named. Absent: the driver cannot miss. */
  readonly unnamedTarget?: () => Promise<DeployTarget>;
  /** Two releases that get ready and differ in their images. */
  readonly releases: readonly [ReleaseRequest, ReleaseRequest];
  /** A release that never gets ready. */
  readonly brokenRelease: ReleaseRequest;
  /** Equal at two times means that nothing in the place changed that a release could change. */
  readonly fingerprint: (target: DeployTarget) => Promise<string>;
  /** References of the images that the place was told to run, each once, sorted; empty where nothing is released. */
  readonly images: (target: DeployTarget) => Promise<readonly string[]>;
  /** Whether the driver can tell what is made, changed and left alone. Default: true. */
  readonly tellsChanges?: boolean;
  /** Whether the driver calls an executable that may be absent. Default: true. */
  readonly needsTools?: boolean;
}

/** The promises of every deploy driver, as cases for any test runner. What a driver leaves out is not asked for. */
export function deployDriverConformance<Options>(
  driver: DeployDriver<Options>,
  fixture: DeployConformanceFixture<Options>,
): readonly ConformanceCase[] {
  const { withContext, needsTools = true } = fixture;
  const inSession: InSession = (target, action, settings = {}) =>
    withContext(settings, async (context) => {
      const session = await driver.open(target, context);
      try {
        return await action(session);
      } finally {
        await session.close();
      }
    });
  return [
    ...driverConformance(driver, withContext, needsTools),
    ...placeCases(driver, fixture, inSession),
    ...dryRunCases(fixture, inSession),
    ...releaseCases(fixture, inSession),
    ...pastCases(fixture, inSession),
  ];
}

type InSession = <Result>(
  target: DeployTarget,
  action: (session: DeploySession) => Promise<Result>,
  settings?: Parameters<ContextProvider<unknown>>[0],
) => Promise<Result>;

function placeCases<Options>(
  driver: DeployDriver<Options>,
  { withContext, target: createTarget, unnamedTarget, fingerprint, releases }: DeployConformanceFixture<Options>,
  inSession: InSession,
): readonly ConformanceCase[] {
  return [
    {
      name: 'opens a named place by reading, and says where that is',
      async run() {
        const target = await createTarget();
        const before = await fingerprint(target);
        await withContext({}, async (plain) => {
          const { context, observed } = observeContext(plain);
          const session = await driver.open(target, context);
          try {
            assert.notDeepEqual(session.place, [], 'place');
            assert.deepEqual(observed.changes, []);
          } finally {
            await session.close();
          }
        });
        assert.equal(await fingerprint(target), before);
      },
    },
    {
      name: 'refuses a place that was not named',
      async run() {
        if (unnamedTarget === undefined) return;
        const target = await unnamedTarget();
        const error = await rejection(inSession(target, () => Promise.resolve()));
        assert.match(error.code, /^(?:PLACE|KUBECONFIG|ENVIRONMENT)_/);
      },
    },
    {
      name: 'close never throws, and may be called again',
      async run() {
        const target = await createTarget();
        await withContext({}, async (context) => {
          const session = await driver.open(target, context);
          await session.close();
          await session.close();
        });
      },
    },
    {
      name: 'does not start when cancelled',
      async run() {
        const target = await createTarget();
        const before = await fingerprint(target);
        const signal = AbortSignal.abort(cancelled('a test'));
        const error = await rejection(inSession(target, (session) => session.deploy(releases[0]), { signal }));
        assert.equal(error.code, 'CANCELLED');
        assert.equal(await fingerprint(target), before);
      },
    },
  ];
}

function dryRunCases<Options>(
  { target: createTarget, fingerprint, releases, tellsChanges = true }: DeployConformanceFixture<Options>,
  inSession: InSession,
): readonly ConformanceCase[] {
  const [first, second] = releases;
  const dryRun = { dryRun: true };
  return [
    {
      name: 'says in a dry run what would be made, and makes nothing',
      async run() {
        const target = await createTarget();
        const before = await fingerprint(target);
        const { changes } = await inSession(target, (session) => session.deploy(first), dryRun);
        const others = changes.filter(({ change }) => change !== 'created');
        if (tellsChanges) assert.deepEqual(others, [], 'what of a first release is not «created»');
        assert.equal(await fingerprint(target), before);
      },
    },
    {
      name: 'changes nothing of what is there in a dry run',
      async run() {
        const target = await createTarget();
        await inSession(target, (session) => session.deploy(first));
        await inSession(target, (session) => session.deploy(second));
        const before = await fingerprint(target);
        await inSession(target, (session) => session.deploy(first), dryRun);
        await inSession(target, async (session) => session.rollback?.(toRollback(first)), dryRun);
        await inSession(target, async (session) => session.undeploy?.(toUndeploy(first)), dryRun);
        assert.equal(await fingerprint(target), before);
      },
    },
    {
      name: 'shows a difference by reading',
      async run() {
        const target = await createTarget();
        await inSession(target, (session) => session.deploy(first));
        const before = await fingerprint(target);
        await inSession(target, async (session) => {
          if (session.diff === undefined) return;
          assert.equal((await session.diff(first)).text, '', 'text where nothing differs');
          assert.notEqual((await session.diff(second)).text, '', 'text where images differ');
        });
        assert.equal(await fingerprint(target), before);
      },
    },
  ];
}

function releaseCases<Options>(
  fixture: DeployConformanceFixture<Options>,
  inSession: InSession,
): readonly ConformanceCase[] {
  const { target: createTarget, fingerprint, images, releases, brokenRelease, tellsChanges = true } = fixture;
  const [first, second] = releases;
  return [
    {
      name: 'releases exactly the images that were pinned, and says that it is deployed',
      async run() {
        const target = await createTarget();
        await inSession(target, async (session) => {
          const { revision } = await session.deploy(first);
          const status = await session.status?.();
          if (status === undefined) return;
          if (revision > 0) assert.deepEqual(stateOf(status.history[0]), { revision, state: 'deployed' });
          const unready = status.objects.filter(({ state }) => state !== 'ready');
          assert.deepEqual(unready, [], 'objects that are not ready');
        });
        assert.deepEqual(await images(target), referencesOf(first));
      },
    },
    {
      name: 'changes nothing when the same is deployed again',
      async run() {
        const target = await createTarget();
        await inSession(target, (session) => session.deploy(first));
        const before = await images(target);
        const { changes } = await inSession(target, (session) => session.deploy(first));
        const changed = changes.filter(({ change }) => change !== 'unchanged');
        if (tellsChanges) assert.deepEqual(changed, [], 'changes');
        assert.deepEqual(await images(target), before);
      },
    },
    {
      name: 'replaces one release by another',
      async run() {
        const target = await createTarget();
        await inSession(target, (session) => session.deploy(first));
        await inSession(target, (session) => session.deploy(second));
        assert.deepEqual(await images(target), referencesOf(second));
      },
    },
    {
      name: 'fails with an error of ours where a release does not get ready, and says what state things are in',
      async run() {
        const target = await createTarget();
        await inSession(target, (session) => session.deploy(first));
        const error = await rejection(inSession(target, (session) => session.deploy(brokenRelease)));
        assert.notEqual(error.code, 'CANCELLED');
        assert.notEqual(error.summary, '');
        assert.notEqual(error.state ?? '', '', 'state');
        await inSession(target, async (session) => {
          const [newest] = (await session.status?.())?.history ?? [];
          assert.notEqual(newest?.state, 'deployed', 'state of the newest record');
        });
      },
    },
    {
      name: 'removes a release without a trace',
      async run() {
        const target = await createTarget();
        const before = await fingerprint(target);
        await inSession(target, async (session) => {
          if (session.undeploy === undefined) return;
          await session.deploy(first);
          const changes = await session.undeploy(toUndeploy(first));
          const kept = changes.filter(({ change }) => change !== 'deleted');
          if (tellsChanges) assert.deepEqual(kept, [], 'what was not deleted');
          assert.deepEqual(await images(target), []);
          assert.equal(await fingerprint(target), before);
        });
      },
    },
  ];
}

function pastCases<Options>(
  { target: createTarget, images, releases }: DeployConformanceFixture<Options>,
  inSession: InSession,
): readonly ConformanceCase[] {
  const [first, second] = releases;
  return [
    {
      name: 'goes back to the images of the release before',
      async run() {
        const target = await createTarget();
        await inSession(target, async (session) => {
          if (session.rollback === undefined) return;
          await session.deploy(first);
          await session.deploy(second);
          await session.rollback(toRollback(first));
          assert.deepEqual(await images(target), referencesOf(first));
        });
      },
    },
    {
      name: 'has nothing to go back to where nothing was released',
      async run() {
        const target = await createTarget();
        await inSession(target, async (session) => {
          if (session.rollback === undefined) return;
          assert.equal((await rejection(session.rollback(toRollback(first)))).code, 'RELEASE_MISSING');
        });
      },
    },
  ];
}

function referencesOf({ images }: ReleaseRequest): readonly string[] {
  return [...new Set(images.map(({ reference }): string => reference))].sort();
}

function stateOf(record: { readonly revision: number; readonly state: string } | undefined): object {
  return { revision: record?.revision, state: record?.state };
}

function toRollback({
  timeout,
  settle,
  forceConflicts,
  pruneData,
}: ReleaseRequest): Pick<ReleaseRequest, 'timeout' | 'settle' | 'forceConflicts' | 'pruneData'> {
  return { timeout, settle, forceConflicts, pruneData };
}

function toUndeploy({ timeout }: ReleaseRequest): { readonly timeout: number; readonly pruneData: boolean } {
  return { timeout, pruneData: true };
}
