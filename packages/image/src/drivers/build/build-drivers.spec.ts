import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDriver, parsePlatform, type BuildDriver } from '@slipway/kit';
import { buildDriverConformance } from '@slipway/kit/testing';
import { verifyLayout, writeLayout } from '@slipway/oci';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { acceptLayout } from '../../build/accept-layout.ts';
import { contextsFor, requestFor } from '../../testing/driver-fixtures.ts';
import { engineAnswers } from '../../testing/engines.ts';
import { createTestWorkspace, helloFiles, type TestWorkspace } from '../../testing/go-project.ts';
import { buildxDriver } from './buildx/buildx-driver.ts';
import { commandBuildDriver } from './command/command-driver.ts';
import { goDriver } from './go/go-driver.ts';

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));

/** A Dockerfile that needs no base image, so that the tests need no network. */
const scratch = 'FROM scratch\nARG VERSION=dev\nLABEL version=${VERSION}\nCOPY go.mod /go.mod\n';

/** Copies a finished layout to where it is told, as an engine of the user's would make one; fails for a broken source. */
const copy = [
  'sh',
  '-c',
  'grep -q "func main() {$" "$2/cmd/orders/main.go" && cp -R finished/. "$1/"',
  'sh',
  '{layout}',
  '{context}',
];

interface Subject {
  readonly driver: BuildDriver<never>;
  readonly options: unknown;
  readonly platforms: readonly string[];
  readonly broken: Readonly<Record<string, string>>;
}

const brokenProgram = { 'services/orders/cmd/orders/main.go': 'package main\n\nfunc main() { nowhere() }\n' };
const subjects: readonly (readonly [string, Subject])[] = [
  ['go', { driver: goDriver, options: {}, platforms: ['linux/amd64', 'linux/arm64'], broken: brokenProgram }],
  [
    'command',
    { driver: commandBuildDriver, options: { argv: copy }, platforms: ['linux/amd64'], broken: brokenProgram },
  ],
  ...(engineAnswers('buildkit')
    ? ([
        [
          'buildx',
          {
            driver: buildxDriver,
            options: {},
            platforms: ['linux/amd64', 'linux/arm64'],
            broken: { 'services/orders/Dockerfile': 'FROM scratch\nCOPY nowhere /x\n' },
          },
        ],
      ] as const)
    : []),
] as readonly (readonly [string, Subject])[];

describe.each(subjects)('the build driver %s', { timeout: 120_000 }, (_, { driver, options, platforms, broken }) => {
  let good: TestWorkspace;
  let bad: TestWorkspace;
  beforeAll(async () => {
    const files = { ...helloFiles, 'services/orders/Dockerfile': scratch };
    [good, bad] = [await createTestWorkspace(files), await createTestWorkspace({ ...files, ...broken })];
    const image = { platform: parsePlatform('linux/amd64'), layers: [], config: {} };
    for (const { root } of [good, bad]) await writeLayout(join(root, 'finished'), [image]);
  });
  afterAll(async () => {
    await good.remove();
    await bad.remove();
  });

  const request = (workspace: TestWorkspace) => requestFor(workspace, { platforms: platforms.map(parsePlatform) });
  const cases = buildDriverConformance<never>(driver, {
    withContext: (settings, action) =>
      contextsFor(driver, settings.withoutTools === true ? bad : good, options)(settings, action),
    request: () => request(good),
    brokenRequest: () => request(bad),
    verify: async (layout) => {
      const { platforms: expected } = await request(good);
      return acceptLayout({ layout, platforms: expected }, await mkdtemp(join(good.root, 'accepted-')));
    },
  });
  for (const { name, run } of cases) it(name, run);
});

describe('the example driver', () => {
  it('is found as a file of a workspace, and builds', async () => {
    const workspace = await createTestWorkspace();
    try {
      const driver = await findDriver({
        kind: 'build',
        name: './static-files.mjs',
        builtIns: {},
        workspaceRoot: examples,
      });
      const request = await requestFor(workspace);
      await contextsFor(driver, workspace, { folder: 'cmd' })({}, (context) => driver.build(request, context));
      await verifyLayout(request.layout, { platforms: request.platforms });
    } finally {
      await workspace.remove();
    }
  });
});
