import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cancelled,
  contentTag,
  parseReference,
  pinToRegistry,
  type DeliveredImage,
  type DeploySession,
  type DeployTarget,
  type ReleaseRequest,
} from '@slipway/kit';
import { createFakeContext, driverConformance, rejection } from '@slipway/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pinImages } from '../../pin/pin-images.ts';
import { composeDriver } from './compose-driver.ts';
import { build, container, createFakeEngine, scriptOf, type FakeEngine } from './testing/fake-engine.ts';

const digest = `sha256:${'a1'.repeat(32)}` as const;
const image: DeliveredImage = {
  name: 'acme/orders',
  reference: contentTag(parseReference('acme/orders'), digest),
  digest,
  platforms: [],
};
const pulled: DeliveredImage = { ...image, reference: pinToRegistry(parseReference('ghcr.io/acme/orders'), digest) };

let root: string;
let engine: FakeEngine;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-compose-'));
  await mkdir(join(root, 'services/orders'), { recursive: true });
  await writeFile(join(root, 'services/orders/compose.yaml'), 'services: {}\n');
  engine = createFakeEngine(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Opens a session on the engine. */
function open(settings: { dryRun?: boolean; signal?: AbortSignal } = {}, target: Partial<DeployTarget> = {}) {
  const fake = createFakeContext({
    options: {},
    workspaceRoot: root,
    problems: composeDriver.problems ?? [],
    ...settings,
    script: scriptOf(engine),
  });
  const whole = {
    environment: 'dev',
    release: 'orders',
    projectRoot: join(root, 'services/orders'),
    createNamespace: false,
  };
  return { ...fake, session: composeDriver.open({ ...whole, ...target }, fake.context) };
}

async function requestFor(
  session: DeploySession,
  delivered = image,
  changes: Partial<ReleaseRequest> = {},
): Promise<ReleaseRequest> {
  const rendered = await session.render?.({ overlay: 'dev', values: [], images: ['acme/orders'] });
  const { documents } = pinImages(rendered?.documents ?? [], [delivered]);
  const flags = { rollbackOnFailure: false, forceConflicts: false, adopt: false, pruneData: false };
  return { documents, images: [delivered], timeout: 30, settle: 0, ...flags, ...changes };
}

async function deploy(delivered = image, changes: Partial<ReleaseRequest> = {}, settings = {}) {
  const { session: opening, ...fake } = open(settings);
  const session = await opening;
  const release = session.deploy(await requestFor(session, delivered, changes));
  return { release, ...fake };
}

describe('the deploy driver compose', () => {
  const cases = driverConformance(
    composeDriver,
    (settings, action) => {
      const script = [{ pattern: /compose version/, answer: { stdout: '2.40.3\n' } }];
      const { withoutTools, ...rest } = settings;
      const tools = withoutTools === true ? { tools: [] } : {};
      return action(createFakeContext({ options: {}, workspaceRoot: root, script, ...tools, ...rest }).context);
    },
    true,
  );
  for (const { name, run } of cases) it(name, run);

  it('says that compose is missing where only docker is there', async () => {
    const answer = { exitCode: 1, stderr: "docker: 'compose' is not a docker command.\n" };
    const { context } = createFakeContext({
      options: {},
      problems: composeDriver.problems ?? [],
      script: [{ pattern: /compose/, answer }],
    });
    expect((await rejection(composeDriver.inspect(context))).code).toBe('TOOL_MISSING');
  });
});

describe('compose: the place', () => {
  it('is printed, and is the context of every command', async () => {
    const { session, commands } = open();
    const { place, status } = await session;
    await status?.();
    expect(place).toEqual([
      { label: 'docker', value: 'default (unix:///var/run/docker.sock)' },
      { label: 'project', value: 'orders-dev' },
    ]);
    expect(commands.slice(1).filter((line) => !line.includes('--context=default'))).toEqual([]);
  });

  it.each([
    ['another machine that nobody named', 'tcp://10.0.0.1:2376', {}, 'PLACE_UNNAMED'],
    ['a name that means whatever DOCKER_HOST says', 'ssh://prod', { context: 'default' }, 'PLACE_UNNAMED'],
    [
      'another machine than the one expected',
      'ssh://prod',
      { context: 'prod', server: 'ssh://test' },
      'PLACE_UNEXPECTED',
    ],
    ['a context that is not there', 'ssh://prod', { context: 'gone' }, 'ENVIRONMENT_INVALID'],
  ])('refuses %s', async (_, host, target, code) => {
    engine.host = host;
    const { session, commands } = open({}, target);
    expect(await rejection(session)).toMatchObject({ code, state: 'Nothing was changed.' });
    expect(commands).toHaveLength(1);
  });

  it.each([
    ['ssh://prod', { context: 'prod' }],
    ['ssh://prod', { server: 'ssh://prod' }],
    ['npipe:////./pipe/docker_engine', {}],
  ])('takes %s for %j', async (host, target) => {
    engine.host = host;
    await expect(open({}, target).session).resolves.toBeDefined();
  });
});

describe('compose: the overlay', () => {
  const render = async () => {
    const session = await open().session;
    return session.render?.({ overlay: 'dev', values: [], images: ['acme/orders'] });
  };

  it('gives the image to what is built here, and copies nothing of the user', async () => {
    engine.services = {
      orders: { ...build(join(root, 'services/orders')), environment: { TOKEN: 'canary' } },
      // The module is the whole workspace; the Dockerfile is the project's.
      db: { image: 'postgres:18' },
    };
    expect((await render())?.documents).toEqual([
      {
        'x-slipway': { files: ['compose.yaml'] },
        services: { orders: { image: 'acme/orders', labels: { 'dev.slipway.release': 'orders-dev' } } },
      },
    ]);
  });

  it.each([
    [
      'a Dockerfile of the project in the context of the workspace',
      () => build(root, { dockerfile: 'services/orders/Dockerfile' }),
    ],
    ['an image of our name, in whatever registry', () => ({ image: 'ghcr.io/acme/orders:v1' })],
    ['both', () => ({ image: 'acme/orders', ...build('/elsewhere') })],
  ])('knows ours by %s', async (_, service) => {
    engine.services = { web: service() };
    expect((await render())?.documents).toMatchObject([{ services: { web: { image: 'acme/orders' } } }]);
  });

  it('lies over the file of the environment too', async () => {
    await writeFile(join(root, 'services/orders/compose.dev.yaml'), 'services: {}\n');
    await writeFile(join(root, 'services/orders/compose.override.yaml'), 'services: {}\n');
    expect((await render())?.documents).toMatchObject([
      { 'x-slipway': { files: ['compose.yaml', 'compose.dev.yaml'] } },
    ]);
  });

  it.each([
    ['IMAGE_NOT_USED', () => ({ db: { image: 'postgres:18' } })],
    ['RENDER_FAILED', () => ({ orders: build(join(root, 'services/orders')), mail: build('/elsewhere') })],
    [
      'RENDER_FAILED',
      () => ({
        orders: build(join(root, 'services/orders')),
        job: build(join(root, 'services/orders'), { target: 'job' }),
      }),
    ],
  ])('refuses with %s what one image cannot be', async (code, services) => {
    engine.services = services();
    expect((await rejection(render())).code).toBe(code);
  });

  it('fetches nothing that the files include from elsewhere', async () => {
    await render();
    expect(engine.env).toEqual({ COMPOSE_EXPERIMENTAL_GIT_REMOTE: 'false', COMPOSE_EXPERIMENTAL_OCI_REMOTE: 'false' });
  });

  it('needs a compose file', async () => {
    await rm(join(root, 'services/orders/compose.yaml'));
    expect((await rejection(render())).code).toBe('MANIFESTS_MISSING');
  });
});

describe('compose: deploy', () => {
  it('starts the services with the image that was delivered, which is never pulled by compose', async () => {
    const { release, commands } = await deploy();
    expect(await release).toEqual({
      revision: 0,
      changes: [{ kind: 'service', name: 'orders', change: 'created' }],
      access: ['orders: 127.0.0.1:8080 → 8080/tcp'],
      warnings: [],
    });
    expect(engine.overlay).toMatchObject({ services: { orders: { image: image.reference, pull_policy: 'never' } } });
    const up = commands.find((line) => line.includes(' up '));
    expect(up).toContain('--project-name=orders-dev');
    expect(up).toContain('--no-build');
    expect(commands.filter((line) => line.includes(' pull '))).toEqual([]);
  });

  it('pulls from a registry before anything is replaced', async () => {
    engine.hasImage = false;
    const { release, commands } = await deploy(pulled);
    await release;
    const steps = commands.map((line) => / (pull|up) /.exec(line)?.[1]).filter((step) => step !== undefined);
    expect(steps).toEqual(['pull', 'up']);
  });

  it('changes nothing where the image was loaded into another engine', async () => {
    engine.hasImage = false;
    const { release, commands } = await deploy();
    expect(await rejection(release)).toMatchObject({
      code: 'ROLLOUT_IMAGE',
      state: expect.stringContaining('Nothing was changed') as string,
    });
    expect(commands.join()).not.toContain(' up ');
  });

  it('starts nothing in a dry run, and says what it would do', async () => {
    engine.containers = [container('orders', 'old', {}, { 'com.docker.compose.config-hash': 'h0' }), container('gone')];
    const { release, commands } = await deploy(pulled, {}, { dryRun: true });
    expect((await release).changes).toEqual([
      { kind: 'service', name: 'gone', change: 'deleted' },
      { kind: 'service', name: 'orders', change: 'configured' },
    ]);
    expect(commands.join()).not.toMatch(/ (?:up|pull) /);
  });

  it('tells a container that is the same from one that was made anew', async () => {
    engine.containers = [container('orders', 'old'), container('db'), container('gone')];
    engine.afterUp = [container('orders', 'new'), container('db')];
    expect((await (await deploy()).release).changes).toEqual([
      { kind: 'service', name: 'db', change: 'unchanged' },
      { kind: 'service', name: 'gone', change: 'deleted' },
      { kind: 'service', name: 'orders', change: 'configured' },
    ]);
  });

  it.each([
    ['ROLLOUT_CRASHED', { Status: 'exited', ExitCode: 3 }, 0, 'ended with exit code 3'],
    ['ROLLOUT_CRASHED', { Status: 'exited', ExitCode: 137, OOMKilled: true }, 0, 'ran out of memory'],
    ['ROLLOUT_CRASHED', {}, 2, 'started 3 times'],
    [
      'ROLLOUT_FAILED',
      { Health: { Status: 'unhealthy', Log: [{ Output: 'no\nconnection refused\n' }] } },
      0,
      'unhealthy: connection refused',
    ],
    ['ROLLOUT_FAILED', { Status: 'exited', ExitCode: 0 }, 0, 'nothing waits for its end'],
    ['ROLLOUT_CONFIG', { Status: 'created', Error: 'exec: "x": not found' }, 0, 'exec: "x": not found'],
  ])('fails at once with %s and the last lines: %j', async (code, state, restarts, text) => {
    engine.afterUp = [{ ...container('orders', 'new', state), RestartCount: restarts }];
    const error = await rejection((await deploy()).release);
    expect(error.code).toBe(code);
    expect(error.summary).toContain(text);
    expect(error.details).toEqual(['It printed last:', 'listening', 'panic: no database']);
  });

  it('is not content with a container that crashes before it has settled', async () => {
    engine.later = [container('orders', 'orders-1', { Status: 'exited', ExitCode: 2 })];
    expect((await rejection((await deploy(image, { settle: 30 })).release)).code).toBe('ROLLOUT_CRASHED');
  });

  it('does not settle again what ran before and is the same', async () => {
    engine.containers = [container('orders')];
    await expect((await deploy(image, { settle: 30 })).release).resolves.toMatchObject({ revision: 0 });
  });

  it('takes a job that others wait for as done when it ends well', async () => {
    const waits = { 'com.docker.compose.depends_on': 'migrate:service_completed_successfully:false' };
    engine.services = { orders: build(join(root, 'services/orders')), migrate: build(join(root, 'services/orders')) };
    engine.afterUp = [container('orders', 'new', {}, waits), container('migrate', 'm', { Status: 'exited' })];
    await expect((await deploy()).release).resolves.toMatchObject({ revision: 0 });
  });

  it('says why a service failed that compose itself waited for', async () => {
    engine.up = { exitCode: 1, stderr: 'service "migrate" didn\'t complete successfully: exit 4\n' };
    engine.afterUp = [
      container('orders', 'new', { Status: 'created' }),
      container('migrate', 'm', { Status: 'exited', ExitCode: 4 }),
    ];
    expect(await rejection((await deploy()).release)).toMatchObject({
      code: 'ROLLOUT_CRASHED',
      summary: 'The container orders-dev-migrate-1 ended with exit code 4.',
    });
  });

  it.each([
    ['PORT_TAKEN', 'Bind for 127.0.0.1:8080 failed: port is already allocated'],
    [
      'DAEMON_DOWN',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ],
    ['PLATFORM_MISSING', 'no matching manifest for linux/arm64/v8 in the manifest list entries'],
    [
      'ROLLOUT_IMAGE',
      'Error response from daemon: failed to resolve reference "r.io/a@sha256:12": r.io/a@sha256:12: not found',
    ],
  ])('knows %s by what docker says', async (code, stderr) => {
    engine.up = { exitCode: 1, stderr };
    engine.afterUp = [];
    expect(await rejection((await deploy()).release)).toMatchObject({
      code,
      state: expect.stringContaining('What compose did') as string,
    });
  });

  it('ends at the time that was given, with what it waited for', async () => {
    engine.afterUp = [container('orders', 'new', { Health: { Status: 'starting' } })];
    const error = await rejection((await deploy(image, { timeout: 0.05 })).release);
    expect(error).toMatchObject({
      code: 'ROLLOUT_TIMEOUT',
      details: ['orders-dev-orders-1 is starting, its health check has not passed yet.'],
    });
  });

  it('ends at that time also where the engine falls silent', async () => {
    engine.fallsSilent = true;
    const error = await rejection((await deploy(image, { timeout: 0.05 })).release);
    expect(error).toMatchObject({
      code: 'ROLLOUT_TIMEOUT',
      state: expect.stringContaining('What compose did') as string,
    });
  });

  it('ends when it is cancelled, and says in what state', async () => {
    const controller = new AbortController();
    engine.afterUp = [container('orders', 'new', { Health: { Status: 'starting' } })];
    const { release } = await deploy(image, {}, { signal: controller.signal });
    const ended = rejection(release);
    controller.abort(cancelled('SIGINT'));
    expect((await ended).code).toBe('CANCELLED');
  });

  it.each([
    ['RELEASE_FOREIGN', {}],
    ['DRIVER_CANNOT', { rollbackOnFailure: true }],
  ])('refuses with %s before anything is changed: %j', async (code, changes) => {
    engine.containers = [container('orders', 'old', {}, { 'dev.slipway.release': '' })];
    const { release, commands } = await deploy(image, changes);
    expect((await rejection(release)).code).toBe(code);
    expect(commands.join()).not.toContain(' up ');
  });

  it('takes over what it did not release where it is told to', async () => {
    engine.containers = [container('orders', 'old', {}, { 'dev.slipway.release': '' })];
    await expect((await deploy(image, { adopt: true })).release).resolves.toMatchObject({ revision: 0 });
  });

  it.each([
    ['MANIFEST_INVALID', []],
    ['MANIFEST_INVALID', [{ services: { orders: { image: image.reference } } }]],
    [
      'IMAGE_NOT_PINNED',
      [{ 'x-slipway': { files: ['compose.yaml'] }, services: { orders: { image: 'acme/orders:v1' } } }],
    ],
  ])('refuses with %s what nobody pinned', async (code, documents) => {
    const { release } = await deploy(image, { documents });
    expect((await rejection(release)).code).toBe(code);
  });
});

describe('compose: diff, status and undeploy', () => {
  it('shows which image each service would run', async () => {
    engine.containers = [container('orders', 'old', {}, { 'com.docker.compose.config-hash': 'h0' })];
    const session = await open().session;
    const found = await session.diff?.(await requestFor(session));
    expect(found?.changes).toEqual([{ kind: 'service', name: 'orders', change: 'configured' }]);
    expect(found?.text).toMatch(/^-.*configuration: h0$/m);
    expect(found?.text).toMatch(/^\+.*configuration: h1$/m);
    expect(found?.problems).toEqual([]);
  });

  it('shows nothing where nothing would change', async () => {
    engine.containers = [container('orders')];
    engine.services = { orders: { image: 'acme/orders' } };
    const session = await open().session;
    expect(await session.diff?.(await requestFor(session))).toMatchObject({
      changes: [{ change: 'unchanged' }],
      text: '',
    });
  });

  it('says how each container is', async () => {
    engine.containers = [container('orders'), container('db', 'd', { Status: 'restarting', ExitCode: 1 })];
    expect((await (await open().session).status?.())?.objects).toEqual([
      {
        kind: 'container',
        name: 'orders-dev-db-1',
        state: 'progressing',
        message: 'ended with exit code 1, and is started again',
      },
      { kind: 'container', name: 'orders-dev-orders-1', state: 'ready', message: '' },
    ]);
  });

  it.each([
    ['keeps volumes', false, 'kept'],
    ['removes them where data is to go', true, 'deleted'],
  ])('undeploy %s', async (_, pruneData, change) => {
    engine.containers = [container('orders')];
    const { session, commands } = open();
    expect(await (await session).undeploy?.({ timeout: 30, pruneData })).toEqual([
      { kind: 'container', name: 'orders-dev-orders-1', change: 'deleted' },
      { kind: 'network', name: 'orders-dev_data', change: 'deleted' },
      { kind: 'volume', name: 'orders-dev_data', change },
    ]);
    expect(commands.at(-1)?.endsWith(' --volumes')).toBe(pruneData);
  });

  it('undeploy leaves alone what it did not release', async () => {
    engine.containers = [container('orders', 'old', {}, { 'dev.slipway.release': '' })];
    const { session, commands } = open();
    const undeploy = (await session).undeploy?.({ timeout: 30, pruneData: true });
    expect((await rejection(Promise.resolve(undeploy))).code).toBe('RELEASE_FOREIGN');
    expect(commands.join()).not.toContain(' down');
  });
});
