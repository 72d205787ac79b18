import assert from 'node:assert/strict';
import { cancelled } from '../context/cancellation.ts';
import type { DeployDriver } from '../drivers/deploy-driver.ts';
import { driverConformance, observeContext, rejection, type ConformanceCase } from './conformance.ts';
import { toRollback, toUndeploy, type DeployConformanceFixture, type InSession } from './deploy-conformance-fixture.ts';
import { pastCases, releaseCases } from './deploy-release-conformance.ts';

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
