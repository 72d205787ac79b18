import { createHash, randomBytes } from 'node:crypto';
import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSlipwayError, parsePlatform, type SlipwayError } from '@slipway/kit';
import { pushLayout, readLayout, verifyLayout, type Layout } from '@slipway/oci';
import { startRegistry, writeSampleLayout } from '@slipway/oci/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { buildImage } from '../../../build/build-image.ts';
import type { BuildOptions } from '../../../build/build-options.ts';
import { collectLogger } from '../../../testing/collect-logger.ts';
import { createTestWorkspace, helloFiles, orders, type TestWorkspace } from '../../../testing/go-project.ts';
import { canMount, mountSmallDisk } from '../../../testing/small-disk.ts';
import { platformEnv } from './compile.ts';

const workspaces: TestWorkspace[] = [];
afterEach(async () => {
  for (const workspace of workspaces.splice(0)) await workspace.remove();
});

async function workspaceWith(files: Readonly<Record<string, string>> = {}): Promise<TestWorkspace> {
  const workspace = await createTestWorkspace({ ...helloFiles, ...files });
  workspaces.push(workspace);
  return workspace;
}

async function build({ root }: TestWorkspace, options: BuildOptions = {}) {
  const { logger, stderr } = collectLogger();
  const { record } = await buildImage({ workspaceRoot: root, project: orders, options, logger });
  return { record, stderr: stderr(), layout: await verifyLayout(join(root, record.layout)) };
}

async function failure(action: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (isSlipwayError(error)) return error;
  throw new Error('expected an error of ours', { cause: error });
}

const created = (layout: Layout) =>
  layout.images.map(({ config }) => config.history?.map(({ created_by }) => created_by));

describe('the driver go', { timeout: 120_000 }, () => {
  it('keeps its program, so that Go does not link an unchanged one again', async () => {
    const workspace = await workspaceWith();
    await build(workspace);
    const kept = join(workspace.root, '.nx/workspace-data/slipway/image/cache/go/services%2Forders/linux-amd64/orders');
    const options = { platforms: ['linux/amd64'] };
    await build(workspace, options);
    const linked = await stat(kept);
    await build(workspace, options);
    expect((await stat(kept)).ino).toBe(linked.ino);
    // A program that did change is a new file.
    await build(workspace, { ...options, appVersion: '2' });
    expect((await stat(kept)).ino).not.toBe(linked.ino);
  });

  it('gives one digest in another folder, under another umask, time zone and language', async () => {
    const workspace = await workspaceWith();
    const { record } = await build(workspace, { platforms: ['linux/arm64'] });
    const other = await workspaceWith();
    const umask = process.umask(0o077);
    const { TZ, LANG } = process.env;
    Object.assign(process.env, { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8' });
    try {
      expect((await build(other, { platforms: ['linux/arm64'] })).record.digest).toBe(record.digest);
    } finally {
      process.umask(umask);
      for (const [name, value] of Object.entries({ TZ, LANG })) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });

  it('gives every platform its variables, whatever the machine has set', () => {
    expect(platformEnv(parsePlatform('linux/arm/v6'))).toMatchObject({ GOARCH: 'arm', GOARM: '6', GOAMD64: undefined });
    expect(platformEnv(parsePlatform('linux/amd64/v3'))).toMatchObject({
      GOARCH: 'amd64',
      GOAMD64: 'v3',
      GOARM: undefined,
    });
    expect(platformEnv(parsePlatform('linux/arm64'))).toMatchObject({ GOARCH: 'arm64', GOARM64: 'v8.0' });
  });

  it('puts version and further linker flags into the program, and files into a layer of their own', async () => {
    const workspace = await workspaceWith({
      'services/orders/web/index.html': 'hi',
      'services/orders/web/js/a.js': '1',
    });
    await chmod(join(workspace.root, 'services/orders/web/index.html'), 0o600);
    const driverOptions = {
      files: [{ from: 'web', to: '/srv/web' }],
      compression: 'none',
      ldflags: '-X main.other=x',
      tags: ['prod'],
    };
    const { layout } = await build(workspace, {
      appVersion: '1.2.3',
      revision: 'abc',
      driverOptions,
      healthcheck: ['health'],
    });
    expect(created(layout)).toEqual([[expect.stringMatching(/base/), 'slipway: files', 'slipway: go build, /orders']]);
    expect(layout.images[0]?.config.config).toMatchObject({
      Labels: { 'org.opencontainers.image.version': '1.2.3', 'org.opencontainers.image.revision': 'abc' },
      Healthcheck: { Test: ['CMD', '/orders', 'health'], Interval: 10_000_000_000 },
    });
    expect(layout.images[0]?.manifest.layers.map(({ mediaType }) => mediaType.replace(/.*\./, ''))).toEqual([
      'tar',
      'tar',
      'tar',
    ]);
  });

  it('refuses files and certificates that are not there, all at once', async () => {
    const workspace = await workspaceWith();
    const files = [
      { from: 'absent', to: '/a' },
      { from: '../../secret', to: '/b' },
    ];
    const error = await failure(build(workspace, { driverOptions: { files } }));
    expect(error).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(error.details).toHaveLength(2);
    expect((await failure(build(workspace, { driverOptions: { caFiles: ['no.pem'] } }))).code).toBe('FILE_UNREADABLE');
    const typo = { compresion: 'gzip', files: [{ from: 'a', to: 'relative', mode: '9' }] };
    const invalid = await failure(build(workspace, { driverOptions: typo }));
    expect(invalid.code).toBe('DRIVER_OPTIONS_INVALID');
    expect(invalid.message).toContain('did you mean "compression"?');
    expect(invalid.details.length).toBeGreaterThanOrEqual(3);
  });

  it('begins with the first mistake of many, not with one near the end', async () => {
    const mistakes = Array.from({ length: 10 }, (_, at) => `var v${at} int = "text"\n`).join('');
    const names = ['a', 'b', 'c', 'd'];
    const broken = names.map((name) => [`services/orders/internal/${name}/x.go`, `package ${name}\n\n${mistakes}`]);
    const imports = names.map((name) => `import _ "example.com/x/internal/${name}"\n`).join('');
    const error = await failure(
      build(
        await workspaceWith({
          'services/orders/go.mod': 'module example.com/x\n\ngo 1.25\n',
          'services/orders/cmd/orders/main.go': `package main\n\n${imports}\nfunc main() {}\n`,
          ...(Object.fromEntries(broken) as Record<string, string>),
        }),
      ),
    );
    expect(error.summary).toMatch(/^services\/orders\/internal\/[a-d]\/x\.go:3:14: cannot use "text"/);
  });

  it('tells a program that needs cgo from one with a mistake', async () => {
    const workspace = await workspaceWith({
      'services/orders/cmd/orders/c.go':
        'package main\n\n// int one() { return 1; }\nimport "C"\n\nfunc one() int { return int(C.one()) }\n',
      'services/orders/cmd/orders/main.go': 'package main\n\nfunc main() { println(one()) }\n',
    });
    const error = await failure(build(workspace));
    expect(error.code).toBe('CGO_UNSUPPORTED');
    expect(error.message).toContain('c.go');
    expect(error.hint).toContain('buildx');
  });

  it.each<[string, Readonly<Record<string, string>>, string, RegExp]>([
    [
      'an old Go',
      { 'services/orders/go.mod': 'module example.com/x\n\ngo 1.999\n' },
      'GO_TOO_OLD',
      /go\.mod asks for Go 1\.999, but Go \d/,
    ],
    ['a broken go.mod', { 'services/orders/go.mod': 'module example.com/x\n\ngarbage\n' }, 'GO_MOD_INVALID', /go\.mod/],
    [
      'a syntax error',
      { 'services/orders/cmd/orders/main.go': 'package main\n\nfunc {\n' },
      'GO_COMPILE_FAILED',
      /^services\/orders\/cmd\/orders\/main\.go:3:6: /,
    ],
    [
      'a missing package',
      { 'services/orders/cmd/orders/main.go': 'package main\n\nimport _ "example.com/nowhere"\n\nfunc main() {}\n' },
      'GO_COMPILE_FAILED',
      /^services\/orders\/cmd\/orders\/main\.go:3:8: /,
    ],
  ])('names %s', async (_, files, code, summary) => {
    const error = await failure(build(await workspaceWith(files)));
    expect({ code: error.code, summary: error.summary }).toEqual({
      code,
      summary: expect.stringMatching(summary) as string,
    });
  });

  it('says what to do where Go is missing', async () => {
    const error = await failure(build(await workspaceWith(), { executables: { go: 'no/go' } }));
    expect(error.code).toBe('TOOL_MISSING');
    expect(error.hint).toContain('--driver=buildx');
  });

  it('warns of a Dockerfile that was edited since it was generated, and only of that', async () => {
    const text = 'FROM scratch\n';
    const lock = JSON.stringify({ files: { Dockerfile: { sha256: createHash('sha256').update(text).digest('hex') } } });
    const workspace = await workspaceWith({
      'services/orders/Dockerfile': text,
      'services/orders/template.lock.json': lock,
    });
    expect((await build(workspace)).stderr).not.toContain('Dockerfile');
    await workspace.write({ 'services/orders/Dockerfile': `${text}# mine\n` });
    expect((await build(workspace)).stderr).toContain('was edited');
  });

  it('puts the program on a base image, which it fetches once', async () => {
    const workspace = await workspaceWith();
    const registry = await startRegistry();
    const { directory: sample } = await writeSampleLayout(workspace.root, 'sample', {
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    const { pinned, digest } = await pushLayout({ layout: sample, reference: `${registry.host}/base/static` });
    const options = { platforms: ['linux/amd64', 'linux/arm64'], driverOptions: { base: pinned } };
    const { layout } = await build(workspace, options);
    const base = await readLayout(sample);
    for (const [at, { manifest }] of layout.images.entries()) {
      expect(manifest.layers.slice(0, -1)).toEqual(base.images[at]?.manifest.layers);
    }
    await registry.close();
    expect((await build(workspace, options)).record.digest).toBe(layout.digest);
    const missing = { platforms: ['linux/s390x'], driverOptions: { base: pinned } };
    expect(await failure(build(workspace, missing))).toMatchObject({ code: 'PLATFORMS_DIFFER' });
    expect(digest).toBe(base.digest);
  });

  it('keeps the previous image when a command says that the disk is full', async () => {
    const workspace = await workspaceWith();
    const { record } = await build(workspace);
    const argv = ['sh', '-c', 'cat package.json > /dev/full'];
    await expectDiskFull(build(workspace, { driver: 'command', driverOptions: { argv } }));
    expect((await verifyLayout(join(workspace.root, record.layout))).digest).toBe(record.digest);
  });

  // The image goes to `dist`; layers, the program and what is being built are in `.nx`.
  it.skipIf(!canMount()).each(['dist', '.nx'])(
    'keeps the previous image when the disk of %s is full',
    async (folder) => {
      const workspace = await workspaceWith();
      const unmount = mountSmallDisk(join(workspace.root, folder), 12_000);
      try {
        const { record } = await build(workspace);
        await writeFile(join(workspace.root, 'services/orders/big'), randomBytes(16_000_000));
        const files = [{ from: 'big', to: '/big' }];
        await expectDiskFull(build(workspace, { driverOptions: { files } }));
        expect((await verifyLayout(join(workspace.root, record.layout))).digest).toBe(record.digest);
        expect(await readdir(join(workspace.root, 'dist/services/orders'))).toEqual(['image.json', 'oci']);
        expect((await build(workspace)).record).toEqual(record);
      } finally {
        unmount();
      }
    },
  );
});

async function expectDiskFull(run: Promise<unknown>): Promise<void> {
  const error = await failure(run);
  expect(error).toMatchObject({ code: 'DISK_FULL', state: 'Nothing was built; an earlier image is untouched.' });
  expect(error.hint).toContain('go clean -cache');
}
