import { mkdtempSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuildDriver, BuildRequest } from '../drivers/build-driver.ts';
import type { LoadRequest, StoreDriver } from '../drivers/store-driver.ts';
import { digestOf } from '../image/digest.ts';
import { parseReference } from '../image/image-reference.ts';
import { contentTag } from '../image/pinned.ts';
import { parsePlatform } from '../image/platform.ts';
import { buildDriverConformance } from './build-driver-conformance.ts';
import type { ConformanceCase, ContextProvider } from './conformance.ts';
import { createFakeContext } from './fake-context.ts';
import { createMemoryBuildDriver, createMemoryStoreDriver } from './memory-driver.ts';
import { storeDriverConformance } from './store-driver-conformance.ts';

const temporary = () => mkdtempSync(join(tmpdir(), 'slipway-spec-'));
const withContext: ContextProvider<unknown> = ({ withoutTools, ...settings }, action) =>
  action(
    createFakeContext<unknown>({ options: {}, ...settings, ...(withoutTools === true ? { tools: [] } : {}) }).context,
  );

const createRequest = (): Promise<BuildRequest> => {
  const project = temporary();
  return Promise.resolve({
    name: 'acme/orders',
    platforms: [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')],
    projectRoot: project,
    contextDir: project,
    moduleDir: '.',
    dockerfile: join(project, 'Dockerfile'),
    mainPackage: './cmd/orders',
    binary: 'orders',
    version: 'dev',
    revision: '',
    config: { ports: [8080], labels: {}, env: {} },
    sourceDateEpoch: 0,
    layout: temporary(),
    cacheDir: temporary(),
  });
};

const buildCases = (driver: BuildDriver) =>
  buildDriverConformance(driver, {
    withContext,
    needsTools: false,
    request: createRequest,
    brokenRequest: async () => {
      const { mainPackage: _, ...request } = await createRequest();
      return request;
    },
    verify: (layout) => {
      const text = readFileSync(join(layout, 'platforms'), 'utf8');
      return Promise.resolve({ digest: digestOf(text), platforms: text.split('\n') });
    },
  });

const digest = digestOf('image');
const load: LoadRequest = {
  archive: '/image.tar',
  digest,
  reference: contentTag(parseReference('acme/orders'), digest),
  tags: [],
  platform: parsePlatform('linux/amd64'),
};
const storeCases = (driver: StoreDriver) =>
  storeDriverConformance(driver, {
    withContext,
    needsTools: false,
    loadRequest: () => Promise.resolve(load),
    brokenRequest: () => Promise.resolve({ ...load, archive: '' }),
    run: (reference) =>
      [0, 3].map((exitCode) => ({
        exitCode,
        request: { reference, name: 'x', ports: [], env: {}, args: [String(exitCode)] },
      })),
  });

async function failing(cases: readonly ConformanceCase[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, run } of cases) {
    await run().catch(() => names.push(name));
  }
  return names;
}

describe('a build driver', () => {
  const driver = createMemoryBuildDriver('memory');

  it('that keeps its promises passes', async () => {
    expect(await failing(buildCases(driver))).toEqual([]);
  });

  it.each<readonly [string, Partial<BuildDriver>, string]>([
    ['takes any option', { optionsSchema: { type: 'object' } }, 'says what it is, and describes every option'],
    [
      'has an option without a description',
      { optionsSchema: { type: 'object', additionalProperties: false, properties: { a: {} } } },
      'says what it is, and describes every option',
    ],
    [
      'writes into the project',
      {
        build: async (request, context) => {
          await driver.build(request, context);
          await writeFile(join(request.projectRoot, 'x'), '');
        },
      },
      'leaves the project as it was',
    ],
    [
      'writes in a dry run',
      { build: (request) => writeFile(join(request.layout, 'platforms'), '') },
      'writes nothing in a dry run',
    ],
    [
      'changes something while inspecting',
      {
        inspect: async (context) => {
          await context.change('x', () => Promise.resolve(), undefined);
          return driver.inspect(context);
        },
      },
      'inspect reads only, and names the engine',
    ],
    [
      'ignores cancellation',
      {
        build: (request, context) => {
          const deaf = { ...context, signal: new AbortController().signal };
          return driver.build(request, { ...deaf, change: (_, action) => action() });
        },
      },
      'does not start when cancelled',
    ],
    [
      'throws foreign errors',
      { build: () => Promise.reject(new Error('exit status 1')) },
      'fails with an error of ours when the source is wrong',
    ],
    ['leaves nothing', { build: () => Promise.resolve() }, 'leaves a valid layout of the platforms asked for'],
    [
      'is not deterministic',
      {
        build: (request, context) =>
          driver.build(
            { ...request, platforms: [...request.platforms, { os: 'linux', architecture: request.layout }] },
            context,
          ),
      },
      'gives one digest for equal sources, if it says so',
    ],
  ])('that %s fails', async (_, fault, name) => {
    expect(await failing(buildCases({ ...driver, ...fault }))).toContain(name);
  });
});

describe('a store driver', () => {
  it('that keeps its promises passes', async () => {
    expect(await failing(storeCases(createMemoryStoreDriver('memory')))).toEqual([]);
  });

  it.each<readonly [string, (driver: StoreDriver) => Partial<StoreDriver>, string]>([
    [
      'loads in a dry run',
      (driver) => ({
        load: (request, context) => driver.load(request, { ...context, change: (_, action) => action() }),
      }),
      'loads nothing in a dry run',
    ],
    [
      'takes any archive',
      (driver) => ({ load: (request, context) => driver.load({ ...request, archive: 'x' }, context) }),
      'refuses what is no image with an error of ours',
    ],
    [
      'loads under another name',
      (driver) => ({
        load: async (request, context) => ({
          ...(await driver.load(request, context)),
          reference: contentTag(parseReference('other'), digest),
        }),
      }),
      'loads the image under the name that was asked for',
    ],
    [
      'changes something while looking',
      (driver) => ({
        has: async (reference, context) => {
          await context.change('x', () => Promise.resolve(), undefined);
          return driver.has?.(reference, context) ?? false;
        },
      }),
      'has() reads only',
    ],
    [
      'hides the exit code',
      () => ({ run: () => Promise.resolve({ exitCode: 0 }) }),
      'runs it, and gives its exit code',
    ],
  ])('that %s fails', async (_, fault, name) => {
    const driver = createMemoryStoreDriver('memory');
    expect(await failing(storeCases({ ...driver, ...fault(driver) }))).toContain(name);
  });
});
