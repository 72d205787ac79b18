import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExecutorContext } from '@nx/devkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildOptions } from '../build/build-options.ts';
import type { LoadImageOptions } from '../load/load-options.ts';
import type { PushImageOptions } from '../push/push-options.ts';
import type { RunImageOptions } from '../run/run-options.ts';
import type { SaveOptions } from '../save/save-image.ts';
import { createTestWorkspace, orders, type TestWorkspace } from '../testing/go-project.ts';
import type { InspectOptions } from './docker-inspect/executor.ts';

/** Every option of a type, once. The compiler refuses a name too many and one too few. */
const namesOf = <Options>(names: Readonly<Record<keyof Required<Options>, true>>): readonly string[] =>
  Object.keys(names).sort();

const typed: Readonly<Record<string, readonly string[]>> = {
  'docker-build': namesOf<BuildOptions>({
    driver: true,
    driverOptions: true,
    platforms: true,
    image: true,
    appVersion: true,
    revision: true,
    main: true,
    dockerfile: true,
    ports: true,
    labels: true,
    env: true,
    healthcheck: true,
    executables: true,
  }),
  'docker-push': namesOf<PushImageOptions>({
    registry: true,
    repository: true,
    tags: true,
    appVersion: true,
    mountFrom: true,
    insecure: true,
    dryRun: true,
    json: true,
  }),
  'docker-load': namesOf<LoadImageOptions>({
    driver: true,
    driverOptions: true,
    tag: true,
    platform: true,
    dryRun: true,
    json: true,
    executables: true,
  }),
  'docker-run': namesOf<RunImageOptions>({
    driver: true,
    driverOptions: true,
    tag: true,
    platform: true,
    ports: true,
    env: true,
    args: true,
    dryRun: true,
    executables: true,
  }),
  'docker-inspect': namesOf<InspectOptions>({ json: true }),
  'docker-save': namesOf<SaveOptions>({ platform: true, dryRun: true }),
};

interface Manifest {
  readonly executors: Readonly<
    Record<string, { readonly implementation: string; readonly schema: string; readonly description: string }>
  >;
}
interface Option {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly oneOf?: readonly { readonly type: string }[];
}
interface Schema {
  readonly additionalProperties: boolean;
  readonly properties: Readonly<Record<string, Option>>;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const { executors } = readJson('executors.json') as Manifest;

describe('executors.json', () => {
  it('lists every executor', () => {
    expect(Object.keys(executors)).toEqual(Object.keys(typed));
  });

  it.each(Object.entries(executors))(
    '%s has a schema that says what its type says',
    (name, { schema, implementation }) => {
      const { additionalProperties, properties } = readJson(schema) as Schema;
      expect(additionalProperties).toBe(false);
      expect(Object.keys(properties).sort()).toEqual(typed[name]);
      for (const [option, { description = '' }] of Object.entries(properties))
        expect(description, option).toMatch(/.{15}/);
      expect(implementation).toBe(`./dist/executors/${name}/executor.js`);
      expect(readFileSync(fileURLToPath(new URL(`./${name}/executor.ts`, import.meta.url)), 'utf8')).toContain(
        'export default async function',
      );
    },
  );

  // Nx looks into a list or an object only where `type` is that one word: of several it knows those that are primitive.
  it.each(Object.entries(executors))(
    '%s takes lists and objects, where it takes something else as well',
    (_, entry) => {
      for (const [option, { type, oneOf }] of Object.entries((readJson(entry.schema) as Schema).properties)) {
        if (typeof type === 'string' || type === undefined) continue;
        if (!type.includes('array') && !type.includes('object')) continue;
        expect(
          oneOf?.map((choice) => choice.type),
          option,
        ).toEqual(type);
      }
    },
  );

  it('has no dry run on the one cached target: a cached dry run would restore old outputs over new ones', () => {
    expect(typed['docker-build']).not.toContain('dryRun');
  });
});

describe('an executor', () => {
  let workspace: TestWorkspace;
  beforeAll(async () => {
    workspace = await createTestWorkspace();
  });
  afterAll(() => workspace.remove());

  const context = (metadata: object = {}): ExecutorContext => ({
    root: workspace.root,
    cwd: workspace.root,
    isVerbose: false,
    projectName: orders.name,
    projectGraph: { nodes: {}, dependencies: {} },
    nxJsonConfiguration: {},
    projectsConfigurations: {
      version: 2,
      projects: {
        orders: {
          root: orders.root,
          targets: { image: { executor: '@slipway/image:docker-build' } },
          metadata,
        },
      },
    },
  });
  const run = async (name: string, options: object, metadata?: object): Promise<unknown> => {
    const module = (await import(`./${name}/executor.ts`)) as {
      readonly default: (options: object, context: ExecutorContext) => Promise<unknown>;
    };
    return module.default(options, context(metadata));
  };

  it.each(['docker-push', 'docker-load', 'docker-run', 'docker-inspect', 'docker-save'])(
    '%s names the target that makes the image, as it is called here',
    async (name) => {
      await expect(run(name, { registry: 'localhost:5000' })).rejects.toMatchObject({
        code: 'IMAGE_NOT_BUILT',
        hint: 'Run: nx run orders:image',
      });
    },
  );

  it('reports what was wrong when the graph was made', async () => {
    const metadata = {
      slipway: { problems: ['services/orders/go.mod:3: bad'] },
      slipwayImage: { problems: ['nx.json: bad'] },
    };
    await expect(run('docker-build', {}, metadata)).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      details: ['services/orders/go.mod:3: bad', 'nx.json: bad'],
    });
  });

  it('builds, inspects and saves', async () => {
    for (const name of ['docker-build', 'docker-inspect', 'docker-save'])
      expect(await run(name, {})).toEqual({ success: true });
  }, 60_000);
});
