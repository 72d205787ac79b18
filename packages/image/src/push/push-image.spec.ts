import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSlipwayError, type SlipwayError } from '@slipway/kit';
import { startRegistry, type TestRegistry } from '@slipway/oci/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../build/build-image.ts';
import { collectLogger } from '../testing/collect-logger.ts';
import { createTestWorkspace, orders, type TestWorkspace } from '../testing/go-project.ts';
import { pushImage } from './push-image.ts';
import type { PushImageOptions } from './push-options.ts';
import { renderPush, toPushJson } from './render-push.ts';

let workspace: TestWorkspace;
let registry: TestRegistry;
let digest: string;
beforeAll(async () => {
  workspace = await createTestWorkspace();
  registry = await startRegistry();
  const { record } = await buildImage({
    workspaceRoot: workspace.root,
    project: orders,
    options: {},
    logger: collectLogger().logger,
  });
  digest = record.digest;
}, 120_000);
afterAll(async () => {
  await registry.close();
  await workspace.remove();
});

const project = { ...orders, buildTarget: 'docker-build' };
const push = (options: PushImageOptions, workspaceRoot = workspace.root) =>
  pushImage({ workspaceRoot, project, options, logger: collectLogger().logger });

async function failure(action: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (isSlipwayError(error)) return error;
  throw new Error('expected an error of ours', { cause: error });
}

describe('pushImage', () => {
  it('writes nothing in a dry run', async () => {
    const result = await push({ registry: registry.host, tags: ['v1'], dryRun: true });
    expect(renderPush(result, 12)[0]).toBe(`Would push ${registry.host}/acme/orders@${digest}`);
    expect(registry.requests().filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
  });

  it('gives the registry the digest of image.json, and prints it', async () => {
    const result = await push({ registry: `${registry.host}/`, tags: ['{version}', 'latest'], appVersion: '1.2.0' });
    expect(result.pinned).toBe(`${registry.host}/acme/orders@${digest}`);
    expect(toPushJson(result)).toMatchObject({ schema: 1, digest, pinned: result.pinned, dryRun: false });
    expect(result.tags.map(({ tag }) => tag)).toEqual(['1.2.0', 'latest']);
    const reply = await fetch(`http://${registry.host}/v2/acme/orders/manifests/1.2.0`, {
      method: 'HEAD',
      headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
    });
    expect(reply.headers.get('docker-content-digest')).toBe(digest);
  });

  it('needs one request when the image is there', async () => {
    await push({ repository: `${registry.host}/team/x` });
    expect(await push({ repository: `${registry.host}/team/x` })).toMatchObject({ alreadyThere: true, requests: 1 });
  });

  it('fills tags from git, and makes dashes of what a tag may not hold', async () => {
    const git = (...args: readonly string[]) =>
      spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
        cwd: workspace.root,
        encoding: 'utf8',
      }).stdout.trim();
    git('init', '--quiet', '--initial-branch=feat/new');
    git('commit', '--quiet', '--allow-empty', '--message=x');
    const { tags } = await push({ registry: registry.host, tags: ['{branch}-{sha7}'], dryRun: true });
    expect(tags.map(({ tag }) => tag)).toEqual([`feat-new-${git('rev-parse', '--short=7', 'HEAD')}`]);
    await rm(join(workspace.root, '.git'), { recursive: true });
  });

  it.each<[string, PushImageOptions, readonly RegExp[]]>([
    ['no target', {}, [/neither registry nor repository/]],
    ['two targets', { registry: 'a.io', repository: 'a.io/b' }, [/both given/]],
    ['a repository with a tag', { repository: 'a.io/b:v1' }, [/has a tag or a digest/]],
    ['a word that is no registry', { registry: 'acme' }, [/"acme" is no registry/]],
    [
      'bad tags, all at once',
      { registry: 'a.io', tags: ['{versoin}', '{version}', '-x y', 'a'.repeat(129)] },
      [/\{versoin\}/, /no version/, /is no tag/],
    ],
  ])('refuses %s', async (_, options, patterns) => {
    const error = await failure(push(options));
    expect(error.code).toBe('OPTIONS_INVALID');
    for (const pattern of patterns) expect(error.message).toMatch(pattern);
  });

  it('names the target to run when there is no image', async () => {
    const empty = await createTestWorkspace();
    const error = await failure(push({ registry: registry.host }, empty.root));
    expect(error).toMatchObject({ code: 'IMAGE_NOT_BUILT', hint: 'Run: nx run orders:docker-build' });
    await empty.write({ 'dist/services/orders/image.json': '{"schema":9}' });
    expect((await failure(push({ registry: registry.host }, empty.root))).code).toBe('IMAGE_NOT_BUILT');
    await empty.remove();
  });

  it('refuses a layout that was changed since it was built', async () => {
    const copy = await createTestWorkspace();
    const { record } = await buildImage({
      workspaceRoot: copy.root,
      project: orders,
      options: {},
      logger: collectLogger().logger,
    });
    await writeFile(join(copy.root, record.layout, 'blobs/sha256', record.digest.slice('sha256:'.length)), '{}');
    expect((await failure(push({ registry: registry.host }, copy.root))).code).toBe('LAYOUT_INVALID');
    await copy.remove();
  });
});
