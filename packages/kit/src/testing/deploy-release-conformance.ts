import assert from 'node:assert/strict';
import type { ReleaseRequest } from '../drivers/deploy-driver.ts';
import { rejection, type ConformanceCase } from './conformance.ts';
import { toRollback, toUndeploy, type DeployConformanceFixture, type InSession } from './deploy-conformance-fixture.ts';

/** Releasing, again, broken, and taking away. */
export function releaseCases<Options>(
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
        if (tellsChanges) assert.notEqual(error.state ?? '', '', 'state');
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

/** Going back. */
export function pastCases<Options>(
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
