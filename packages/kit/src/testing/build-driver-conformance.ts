import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import type { BuildDriver, BuildRequest } from '../drivers/build-driver.ts';
import { cancelled } from '../context/cancellation.ts';
import type { Digest } from '../image/digest.ts';
import { formatPlatform } from '../image/platform.ts';
import { driverConformance, rejection, type ConformanceCase, type ContextProvider } from './conformance.ts';
import { fingerprint } from './fingerprint.ts';

/** A project to build, and how to look at what came out. */
export interface BuildConformanceFixture<Options> {
  readonly withContext: ContextProvider<Options>;
  /** A request for a project that builds. Each call has an empty layout folder and an empty cache folder of its own. */
  readonly request: () => Promise<BuildRequest>;
  /** A request for a project that does not build, because its source is wrong. */
  readonly brokenRequest: () => Promise<BuildRequest>;
  /** Checks a layout whole, and says what it holds. Throws when anything in it is wrong. */
  readonly verify: (layout: string) => Promise<{ readonly digest: Digest; readonly platforms: readonly string[] }>;
  /** Whether the driver calls an executable that may be absent. Default: true. */
  readonly needsTools?: boolean;
}

/** The promises of every build driver, as cases for any test runner. */
export function buildDriverConformance<Options>(
  driver: BuildDriver<Options>,
  fixture: BuildConformanceFixture<Options>,
): readonly ConformanceCase[] {
  const { withContext, request: createRequest, brokenRequest, verify, needsTools = true } = fixture;
  const build = async (settings: Parameters<typeof withContext>[0] = {}) => {
    const request = await createRequest();
    await withContext(settings, (context) => driver.build(request, context));
    return request;
  };
  return [
    ...driverConformance(driver, withContext, needsTools),
    {
      name: 'leaves a valid layout of the platforms asked for',
      async run() {
        const { layout, platforms } = await build();
        assert.deepEqual((await verify(layout)).platforms, platforms.map(formatPlatform));
      },
    },
    {
      name: 'leaves the project as it was',
      async run() {
        const request = await createRequest();
        const before = await fingerprint(request.projectRoot);
        await withContext({}, (context) => driver.build(request, context));
        assert.equal(await fingerprint(request.projectRoot), before);
      },
    },
    {
      name: 'gives one digest for equal sources, if it says so',
      async run() {
        const { deterministic } = await withContext({}, (context) => driver.inspect(context));
        if (!deterministic) return;
        const [first, second] = [await build(), await build()];
        assert.equal((await verify(first.layout)).digest, (await verify(second.layout)).digest);
      },
    },
    {
      name: 'writes nothing in a dry run',
      async run() {
        const { layout } = await build({ dryRun: true });
        assert.deepEqual(await readdir(layout), []);
      },
    },
    {
      name: 'does not start when cancelled',
      async run() {
        const signal = AbortSignal.abort(cancelled('a test'));
        assert.equal((await rejection(build({ signal }))).code, 'CANCELLED');
      },
    },
    {
      name: 'fails with an error of ours when the source is wrong',
      async run() {
        const request = await brokenRequest();
        const error = await rejection(withContext({}, (context) => driver.build(request, context)));
        assert.notEqual(error.summary, '');
        assert.notEqual(error.code, 'CANCELLED');
      },
    },
  ];
}
