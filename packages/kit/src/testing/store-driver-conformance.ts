import assert from 'node:assert/strict';
import { cancelled } from '../context/cancellation.ts';
import type { LoadRequest, RunRequest, StoreDriver } from '../drivers/store-driver.ts';
import {
  driverConformance,
  observeContext,
  rejection,
  type ConformanceCase,
  type ContextProvider,
} from './conformance.ts';

/** An image that the store does not hold yet, and how to run it. */
export interface StoreConformanceFixture<Options> {
  readonly withContext: ContextProvider<Options>;
  /** A request for an image that is new to the store at the first call, and the same one ever after. */
  readonly loadRequest: () => Promise<LoadRequest>;
  /** A request whose archive is no image. */
  readonly brokenRequest: () => Promise<LoadRequest>;
  /** Runs of that image which end by themselves, with the exit code they must give. Absent: the driver cannot run. */
  readonly run?: (
    reference: LoadRequest['reference'],
  ) => readonly { readonly request: RunRequest; readonly exitCode: number }[];
  /** Whether the driver calls an executable that may be absent. Default: true. */
  readonly needsTools?: boolean;
}

/** The promises of every store driver, as cases for any test runner. They run in this order. */
export function storeDriverConformance<Options>(
  driver: StoreDriver<Options>,
  fixture: StoreConformanceFixture<Options>,
): readonly ConformanceCase[] {
  const { withContext, loadRequest, brokenRequest, needsTools = true } = fixture;
  return [
    ...driverConformance(driver, withContext, needsTools),
    {
      name: 'loads nothing in a dry run',
      run: () =>
        withContext({ dryRun: true }, async (context) => {
          const request = await loadRequest();
          await driver.load(request, context);
          if (driver.has !== undefined) assert.equal(await driver.has(request.reference, context), false);
        }),
    },
    {
      name: 'refuses what is no image with an error of ours',
      async run() {
        const request = await brokenRequest();
        const error = await rejection(withContext({}, (context) => driver.load(request, context)));
        assert.notEqual(error.summary, '');
      },
    },
    {
      name: 'does not start when cancelled',
      async run() {
        const request = await loadRequest();
        const signal = AbortSignal.abort(cancelled('a test'));
        const error = await rejection(withContext({ signal }, (context) => driver.load(request, context)));
        assert.equal(error.code, 'CANCELLED');
      },
    },
    {
      name: 'loads the image under the name that was asked for',
      run: () =>
        withContext({}, async (context) => {
          const request = await loadRequest();
          const result = await driver.load(request, context);
          assert.equal(result.reference, request.reference);
          assert.notEqual(result.id, '');
          if (driver.has !== undefined) assert.equal(await driver.has(request.reference, context), true);
        }),
    },
    {
      name: 'has() reads only',
      run: () =>
        withContext({}, async (plain) => {
          const { context, observed } = observeContext(plain);
          await driver.has?.((await loadRequest()).reference, context);
          assert.deepEqual(observed.changes, []);
        }),
    },
    {
      name: 'runs it, and gives its exit code',
      run: () =>
        withContext({}, async (context) => {
          for (const { request, exitCode } of fixture.run?.((await loadRequest()).reference) ?? []) {
            assert.ok(driver.run !== undefined, 'the fixture runs an image, and the driver has no run()');
            assert.equal((await driver.run(request, context)).exitCode, exitCode);
          }
        }),
    },
  ];
}
