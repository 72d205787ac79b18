import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  parseReference,
  pinToRegistry,
  readDriverOptions,
  withDriverContext,
  type DeliveredImage,
  type DeploySession,
  type DriverContext,
  type ReleaseRequest,
} from '@slipway/kit';
import { createFakeContext, driverConformance, rejection } from '@slipway/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pinImages } from '../../pin/pin-images.ts';
import { commandDeployDriver } from './command-driver.ts';
import type { CommandDeployOptions } from './command-options.ts';

const digest = `sha256:${'a1'.repeat(32)}` as const;
const image: DeliveredImage = {
  name: 'acme/orders',
  reference: pinToRegistry(parseReference('ghcr.io/acme/orders'), digest),
  digest,
  platforms: [],
};

/** A program that writes its arguments, and the file that one of them names, and ends as told. */
const program = (exitCode = 0) => [
  'node',
  '-e',
  `const fs = require('node:fs');
  const file = process.argv.find((arg) => arg.endsWith('manifests.yaml'));
  fs.writeFileSync('called.json', JSON.stringify({ args: process.argv.slice(1), manifests: file && fs.readFileSync(file, 'utf8') }));
  console.log('first\\nlast line');
  process.exitCode = ${exitCode};`,
  '--',
];

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'slipway-command-')));
  await mkdir(join(root, 'services/orders/k8s'), { recursive: true });
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: orders }\nspec: { containers: [{ image: acme/orders }] }\n';
  await writeFile(join(root, 'services/orders/k8s/pod.yaml'), pod);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function withContext<Result>(
  options: Readonly<Record<string, unknown>>,
  settings: { readonly dryRun?: boolean; readonly signal?: AbortSignal; readonly withoutTools?: boolean },
  action: (context: DriverContext<CommandDeployOptions>) => Promise<Result>,
): Promise<Result> {
  const { withoutTools, ...rest } = settings;
  const { logger } = createFakeContext({ options: {} }).context;
  const executables = withoutTools === true ? { node: 'absent' } : { node: process.execPath };
  return withDriverContext(
    {
      workspaceRoot: root,
      project: { name: 'orders', root: 'services/orders' },
      options: await readDriverOptions<CommandDeployOptions>(commandDeployDriver, options),
      executables,
      logger,
      ...rest,
    },
    action,
  );
}

/** Opens a session, renders and pins as a deploy does, and goes on. */
function withSession<Result>(
  options: Readonly<Record<string, unknown>>,
  action: (session: DeploySession, request: ReleaseRequest) => Promise<Result>,
  settings = {},
): Promise<Result> {
  return withContext(options, settings, async (context) => {
    const target = { environment: 'dev', release: 'orders', namespace: 'shop', createNamespace: false };
    const session = await commandDeployDriver.open({ ...target, projectRoot: join(root, 'services/orders') }, context);
    const rendered = await session.render?.({ overlay: 'dev', values: [], images: ['acme/orders'] });
    const { documents } = pinImages(rendered?.documents ?? [], [image]);
    const flags = { rollbackOnFailure: false, forceConflicts: false, adopt: false, pruneData: false };
    return action(session, { documents, images: [image], timeout: 30, settle: 0, ...flags });
  });
}

const called = async () =>
  JSON.parse(await readFile(join(root, 'called.json'), 'utf8')) as {
    readonly args: readonly string[];
    readonly manifests?: string;
  };

describe('the deploy driver command', () => {
  const cases = driverConformance(
    commandDeployDriver,
    (settings, action) => withContext({ deploy: ['node'] }, settings, action),
    true,
  );
  for (const { name, run } of cases) it(name, run);

  it('can do what it has commands for', async () => {
    const can = (options: object) =>
      withContext({ deploy: ['node'], ...options }, {}, (context) => commandDeployDriver.inspect(context));
    expect(await can({})).toMatchObject({ images: ['registry'], can: ['render'] });
    expect(await can({ status: ['node'], undeploy: ['node'], images: 'store' })).toMatchObject({
      images: ['store'],
      can: ['render', 'status', 'undeploy'],
    });
  });

  it('fills in what the environment says and the image by digest', async () => {
    const deploy = [...program(), '{release}', '{environment}', '--namespace={namespace}', '{reference}', '{digest}'];
    const release = await withSession({ deploy }, (session, request) => session.deploy(request));
    expect(release).toMatchObject({
      revision: 0,
      changes: [{ kind: 'release', name: 'orders', change: 'configured' }],
    });
    expect((await called()).args).toEqual(['orders', 'dev', '--namespace=shop', image.reference, digest]);
  });

  it('gives the manifests with the image pinned, where a command wants them', async () => {
    await withSession({ deploy: [...program(), '{manifests}'] }, (session, request) => session.deploy(request));
    const { manifests = '' } = await called();
    expect(manifests).toContain(`"image": "${image.reference}"`);
    expect(manifests).toContain('"kind": "Pod"');
  });

  it('needs no manifests where no command wants them', async () => {
    await rm(join(root, 'services/orders/k8s'), { recursive: true });
    await withSession({ deploy: program() }, (session, request) => session.deploy(request));
    expect((await called()).manifests).toBeUndefined();
    const error = await rejection(
      withSession({ deploy: ['node', '{manifests}'] }, (session, request) => session.deploy(request)),
    );
    expect(error.code).toBe('MANIFESTS_MISSING');
  });

  it('runs nothing in a dry run', async () => {
    await withSession({ deploy: program() }, (session, request) => session.deploy(request), { dryRun: true });
    await expect(called()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('fails as the command does', async () => {
    const error = await rejection(withSession({ deploy: program(3) }, (session, request) => session.deploy(request)));
    expect(error.code).toBe('COMMAND_FAILED');
    expect(error.details).toContain('last line');
  });

  it.each([
    ['a placeholder that nobody knows', { deploy: ['node', '{nope}'] }],
    ['a context that the environment does not name', { deploy: ['node', '{context}'] }],
  ])('refuses %s', async (_, options) => {
    const error = await rejection(withSession(options, (session, request) => session.deploy(request)));
    expect(error.code).toBe('DRIVER_OPTIONS_INVALID');
  });

  it('refuses to promise a rollback', async () => {
    const deploy = withSession({ deploy: program() }, (session, request) =>
      session.deploy({ ...request, rollbackOnFailure: true }),
    );
    expect((await rejection(deploy)).code).toBe('DRIVER_CANNOT');
    await expect(called()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    [0, 'unchanged', 'ready'],
    [1, 'configured', 'failed'],
  ])('takes exit code %i of diff and status for an answer', async (exitCode, change, state) => {
    const options = { deploy: ['node'], diff: [...program(exitCode), '{digest}'], status: program(exitCode) };
    await withSession(options, async (session, request) => {
      expect(await session.diff?.(request)).toMatchObject({ changes: [{ change }], text: 'first\nlast line\n' });
      expect(await session.status?.()).toMatchObject({ history: [], objects: [{ state, message: 'last line' }] });
    });
  });

  it('removes the release, without an image to speak of', async () => {
    const options = { deploy: ['node'], undeploy: [...program(), '{release}'] };
    const undeploy = (session: DeploySession) => Promise.resolve(session.undeploy?.({ timeout: 30, pruneData: false }));
    expect(await withSession(options, undeploy)).toEqual([{ kind: 'release', name: 'orders', change: 'deleted' }]);
    const wrong = { deploy: ['node'], undeploy: ['node', '{reference}'] };
    expect((await rejection(withSession(wrong, undeploy))).code).toBe('DRIVER_OPTIONS_INVALID');
  });
});
