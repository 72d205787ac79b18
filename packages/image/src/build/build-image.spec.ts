import { cp, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSlipwayError, type SlipwayError } from '@slipway/kit';
import { readLayout, verifyLayout } from '@slipway/oci';
import { afterEach, describe, expect, it } from 'vitest';
import { collectLogger } from '../testing/collect-logger.ts';
import { createTestWorkspace, helloFiles, orders, type TestWorkspace } from '../testing/go-project.ts';
import type { BuildOptions } from './build-options.ts';
import { buildImage } from './build-image.ts';

const workspaces: TestWorkspace[] = [];
afterEach(async () => {
  for (const workspace of workspaces.splice(0)) await workspace.remove();
});

async function workspaceWith(files: Readonly<Record<string, string>> = {}): Promise<TestWorkspace> {
  const workspace = await createTestWorkspace({ ...helloFiles, ...files });
  workspaces.push(workspace);
  return workspace;
}

const build = (workspaceRoot: string, options: BuildOptions = {}, signal?: AbortSignal) =>
  buildImage({ workspaceRoot, project: orders, options, logger: collectLogger().logger, ...(signal && { signal }) });

async function failure(action: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (isSlipwayError(error)) return error;
  throw new Error('expected an error of ours', { cause: error });
}

describe('buildImage with the driver go', { timeout: 120_000 }, () => {
  it('leaves a layout and a record that says what is in it', async () => {
    const { root } = await workspaceWith();
    const { record, published } = await build(root, { platforms: ['linux/arm64,linux/amd64'], ports: [9090, 8080] });
    expect(published).toBe('written');
    const layout = await verifyLayout(join(root, 'dist/services/orders/oci'));
    expect(record).toEqual({
      schema: 1,
      name: 'acme/orders',
      digest: layout.digest,
      platforms: ['linux/amd64', 'linux/arm64'],
      layout: 'dist/services/orders/oci',
      size: layout.size,
      driver: 'go',
    });
    expect(JSON.parse(await readFile(join(root, 'dist/services/orders/image.json'), 'utf8'))).toEqual(record);
    expect(layout.images[0]?.config.config).toEqual({
      User: '65532:65532',
      WorkingDir: '/',
      Entrypoint: ['/orders'],
      Env: [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
      ],
      ExposedPorts: { '8080/tcp': {}, '9090/tcp': {} },
      Labels: {
        'org.opencontainers.image.revision': '',
        'org.opencontainers.image.title': 'orders',
        'org.opencontainers.image.version': 'dev',
      },
    });
  });

  it('gives one digest in another folder, and writes nothing when nothing changed', async () => {
    const first = await workspaceWith();
    const second = await workspaceWith();
    const { record } = await build(first.root);
    const index = join(first.root, 'dist/services/orders/oci/index.json');
    const { mtimeMs, ino } = await stat(index);
    expect(await build(first.root)).toMatchObject({ published: 'unchanged', record });
    expect(await stat(index)).toMatchObject({ mtimeMs, ino });
    expect((await build(second.root)).record.digest).toBe(record.digest);
  });

  it('names the place of a compile error first, and leaves the previous image as it was', async () => {
    const workspace = await workspaceWith();
    const { record } = await build(workspace.root);
    await workspace.write({ 'services/orders/cmd/orders/main.go': 'package main\n\nfunc main() {\n\tnowhere()\n}\n' });
    const error = await failure(build(workspace.root));
    expect(error.message.split('\n')[0]).toBe(
      'services/orders/cmd/orders/main.go:4:2: undefined: nowhere [GO_COMPILE_FAILED]',
    );
    expect(error.state).toContain('an earlier image is untouched');
    expect((await verifyLayout(join(workspace.root, record.layout))).digest).toBe(record.digest);
  });

  it('loses nothing when two builds of one project run at once', async () => {
    const { root } = await workspaceWith();
    const outcomes = await Promise.all([build(root), build(root, { appVersion: '1.2.3' }), build(root)]);
    const record: unknown = JSON.parse(await readFile(join(root, 'dist/services/orders/image.json'), 'utf8'));
    const layout = await verifyLayout(join(root, 'dist/services/orders/oci'));
    expect(record).toMatchObject({ digest: layout.digest });
    expect(outcomes.map(({ record: { digest } }) => digest)).toContain(layout.digest);
  });

  it('mends a damaged result instead of calling it unchanged', async () => {
    const { root } = await workspaceWith();
    const { record } = await build(root);
    const layout = join(root, record.layout);
    const [image] = (await readLayout(layout)).images;
    const blob = join(layout, 'blobs/sha256', image?.manifest.layers[0]?.digest.slice(7) ?? '');
    await cp(join(layout, 'index.json'), blob);
    expect((await build(root)).published).toBe('written');
    expect((await verifyLayout(layout)).digest).toBe(record.digest);
  });

  it('stops when it is cancelled, and leaves nothing', async () => {
    const { root } = await workspaceWith();
    const error = await failure(build(root, {}, AbortSignal.abort()));
    expect(error.code).toBe('CANCELLED');
    await expect(stat(join(root, 'dist'))).rejects.toThrow('ENOENT');
  });
});
