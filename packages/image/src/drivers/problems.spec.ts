import { isSlipwayError } from '@slipway/kit';
import { createFakeContext } from '@slipway/kit/testing';
import { describe, expect, it } from 'vitest';
import { chooseStore } from '../load/choose-store.ts';
import { collectLogger } from '../testing/collect-logger.ts';
import { createTestWorkspace, orders } from '../testing/go-project.ts';
import { buildxProblems } from './build/buildx/buildx-problems.ts';
import { buildxDriver } from './build/buildx/buildx-driver.ts';
import { engineProblems } from './store/engine/engine-problems.ts';

/** What the tools print, and what a user is told. That they print it is shown by the tests that run real engines. */
const buildx: readonly (readonly [string, string, RegExp])[] = [
  ['ERROR: no builder "nope" found', 'BUILDER_UNKNOWN', /"nope"/],
  [
    'ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: RUNN',
    'DOCKERFILE_INVALID',
    /Line 3 .*RUNN/,
  ],
  ['ERROR: failed to solve: target stage "prod" could not be found', 'DOCKERFILE_INVALID', /"prod"/],
  [
    'ERROR: failed to solve: gcr.io/x/y:z: failed to resolve source metadata for gcr.io/x/y:z: not found',
    'BASE_IMAGE_UNAVAILABLE',
    /gcr\.io\/x\/y:z/,
  ],
  ['#12 1.204 ./cmd/orders/main.go:4:2: undefined: nowhere', 'GO_COMPILE_FAILED', /main\.go:4:2/],
  ['exec /bin/sh: exec format error', 'DRIVER_CANNOT', /another platform/],
  ['ERROR: Multi-platform build is not supported for the docker driver.', 'DRIVER_CANNOT', /one platform/],
  [
    'ERROR: Cannot connect to the Docker daemon at unix:///nope.sock. Is the docker daemon running?',
    'DAEMON_DOWN',
    /does not answer/,
  ],
  ['permission denied while trying to connect to the Docker daemon socket', 'DAEMON_DOWN', /current user/],
  ['ERROR: failed to solve: write /x: no space left on device', 'DISK_FULL', /full/],
];
const engines: typeof buildx = [
  ['Bind for 127.0.0.1:8080 failed: port is already allocated', 'PORT_TAKEN', /127\.0\.0\.1:8080/],
  ['listen tcp4 127.0.0.1:8080: bind: address already in use', 'PORT_TAKEN', /127\.0\.0\.1:8080/],
  ['archive/tar: invalid tar header', 'ARCHIVE_INVALID', /invalid tar header/],
];

describe.each([
  ['buildx', buildxProblems, buildx],
  ['the engines', engineProblems, engines],
] as const)('what %s print', (_, problems, table) => {
  it.each(table)('%s', async (stderr, code, summary) => {
    const answer = { exitCode: 1, stderr };
    const { context } = createFakeContext({ options: {}, problems, script: [{ pattern: /./, answer }] });
    const error: unknown = await context
      .run({ file: 'docker', args: ['x'], effect: 'read' })
      .catch((reason: unknown) => reason);
    expect(isSlipwayError(error) && { code: error.code, summary: error.summary }).toEqual({
      code,
      summary: expect.stringMatching(summary) as string,
    });
  });
});

describe('the driver buildx', () => {
  const inspect = (stdout: string, driverStatus = '[]') => {
    const options = { buildArgs: {}, secrets: [], cacheFrom: [], cacheTo: [], pull: false };
    const script = [
      { pattern: /buildx version/, answer: { stdout: 'github.com/docker/buildx v0.29.1 abc' } },
      { pattern: /buildx inspect/, answer: { stdout } },
      { pattern: /info/, answer: { stdout: driverStatus } },
    ];
    return buildxDriver.inspect(createFakeContext({ options, script }).context);
  };

  it('is down when its builder says so, with exit code 0', async () => {
    const text = 'Name:          default\nDriver:        \nError:         Cannot connect to the Docker daemon\n';
    await expect(inspect(text)).rejects.toMatchObject({ code: 'DAEMON_DOWN' });
  });

  it('makes one platform where the engine cannot export, and any elsewhere', async () => {
    const text = 'Name:   default\nDriver: docker\n';
    expect(await inspect(text, '[["Backing Filesystem","extfs"]]')).toMatchObject({
      multiPlatform: false,
      deterministic: false,
    });
    expect(await inspect(text, '[["driver-type","io.containerd.snapshotter.v1"]]')).toMatchObject({
      multiPlatform: true,
    });
    expect(await inspect('Name: b\nDriver: docker-container\n')).toMatchObject({
      multiPlatform: true,
      platforms: 'any',
    });
  });
});

describe('chooseStore', () => {
  it('says what each engine said when none answers', async () => {
    const workspace = await createTestWorkspace({});
    const executables = { docker: 'absent', podman: 'absent' };
    const { logger } = collectLogger();
    const choosing = chooseStore({}, { workspaceRoot: workspace.root, project: orders, logger, executables });
    await expect(choosing).rejects.toMatchObject({
      code: 'STORE_MISSING',
      details: [expect.stringMatching(/^docker: /), expect.stringMatching(/^podman: /)] as string[],
    });
    await workspace.remove();
  });
});
