import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needing, registryAddress } from '../engines/engines.ts';
import { readLayout } from '../engines/layout.ts';
import { nxVersions, type Workspace } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { fetchWhenUp, freePort } from '../workspace/http.ts';
import { run } from '../workspace/run.ts';

interface ImageRecord {
  readonly digest: string;
  readonly name: string;
  readonly platforms: readonly string[];
  readonly driver: string;
}

// The story of the README, on every Nx that the product is made for. The steps build on each other.
describe.each(nxVersions)('the first five minutes on Nx %s', (nxVersion) => {
  const workspace = useWorkspace(nxVersion);
  const file = (path: string) => join(workspace().root, path);
  const readRecord = async () =>
    JSON.parse(await readFile(file('dist/services/orders/image.json'), 'utf8')) as ImageRecord;

  it('nx g go-service writes a project with its targets', async () => {
    await workspace().nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
    const { stdout } = await workspace().nxOk(['show', 'project', 'orders', '--json']);
    const { name, root, targets } = JSON.parse(stdout) as { name: string; root: string; targets: object };
    expect({ name, root }).toEqual({ name: 'orders', root: 'services/orders' });
    expect(Object.keys(targets)).toEqual(
      expect.arrayContaining([
        'build',
        'test',
        'lint',
        'serve',
        'tidy',
        'fmt',
        'docker-build',
        'docker-push',
        'docker-load',
        'docker-run',
        'docker-inspect',
        'docker-save',
      ]),
    );
  });

  it('nx test runs the tests of Go, and answers from the cache the second time', async () => {
    const first = await workspace().nxOk(['test', 'orders']);
    expect(first.all).toContain('internal/httpapi');
    expect((await workspace().nxOk(['test', 'orders'])).all).toMatch(/cache/i);
  });

  it('nx serve answers, and ends on Ctrl-C', async () => {
    const [port, adminPort] = [await freePort(), await freePort()];
    const serve = workspace().start(['serve', 'orders'], {
      env: { PORT: String(port), ADMIN_PORT: String(adminPort) },
    });
    expect(await fetchWhenUp(`http://127.0.0.1:${port}/`)).toBe('Hello, Docker!\n');
    await serve.stop('SIGINT');
    await expect.poll(() => isUp(port), { timeout: 20_000 }).toBe(false);
  });

  it('docker-build makes a valid image with no daemon', async () => {
    const { all } = await workspace().nxOk(['run', 'orders:docker-build'], {
      env: { DOCKER_HOST: 'unix:///nonexistent.sock' },
    });
    const record = await readRecord();
    const layout = await readLayout(file('dist/services/orders/oci'));
    expect(layout.digest).toBe(record.digest);
    expect(all).toContain(record.digest.slice(0, 19));
    expect(layout.images.map(({ platform }) => platform)).toEqual(record.platforms);
    expect(record).toMatchObject({ name: 'acme/orders', driver: 'go' });
    expect(layout.images[0]?.config.config).toMatchObject({
      User: '65532:65532',
      Entrypoint: ['/orders'],
      ExposedPorts: { '8080/tcp': {}, '9090/tcp': {} },
    });
  });

  it('a cache hit brings the image back after it was deleted', async () => {
    const before = await readRecord();
    await rm(file('dist'), { recursive: true });
    expect((await workspace().nxOk(['run', 'orders:docker-build'])).all).toMatch(/cache/i);
    expect(await readRecord()).toEqual(before);
    expect((await readLayout(file('dist/services/orders/oci'))).digest).toBe(before.digest);
  });

  it('a changed library rebuilds exactly the services that import it', async () => {
    await workspace().nxOk(['g', 'go-library', 'libs/money', '--no-interactive']);
    await workspace().nxOk(['g', 'go-service', 'services/billing', '--no-interactive']);
    await importLibrary(workspace(), 'services/orders', 'libs/money');
    await commitAll(workspace());
    const { stdout } = await workspace().nxOk([
      'show',
      'projects',
      '--affected',
      '--files=libs/money/hello.go',
      '--json',
    ]);
    expect((JSON.parse(stdout) as readonly string[]).toSorted()).toEqual(['money', 'orders']);

    const before = await readRecord();
    await workspace().nxOk(['run', 'orders:docker-build']);
    const path = file('libs/money/hello.go');
    await writeFile(
      path,
      `${await readFile(path, 'utf8')}\n// Changed tells that the library changed.\nfunc Changed() string { return "changed" }\n`,
    );
    await writeFile(file('services/orders/cmd/orders/money.go'), await callLibrary(workspace(), 'libs/money'));
    await workspace().nxOk(['run', 'orders:docker-build']);
    expect((await readRecord()).digest).not.toBe(before.digest);
  });

  const pushing = needing('with a registry', 'registry');
  describe.skipIf(pushing.skip)(pushing.name, () => {
    it('docker-push pushes the digest that was built, and has nothing to send the second time', async () => {
      const { digest } = await readRecord();
      const args = ['run', 'orders:docker-push', `--registry=${registryAddress}`, `--tags=e2e-${nxVersion}`];
      const pinned = `${registryAddress}/acme/orders@${digest}`;
      expect((await workspace().nxOk(args)).all).toContain(pinned);
      const { headers } = await fetch(`http://${registryAddress}/v2/acme/orders/manifests/e2e-${nxVersion}`, {
        method: 'HEAD',
        headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
      });
      expect(headers.get('docker-content-digest')).toBe(digest);
      expect((await workspace().nxOk(args)).all).toContain(pinned);
    });
  });

  const running = needing('with docker', 'docker');
  describe.skipIf(running.skip)(running.name, () => {
    it('docker-run answers, and leaves no container behind', async () => {
      const [port, adminPort] = [await freePort(), await freePort()];
      const args = ['run', 'orders:docker-run', `--ports=${port}:8080`, `--ports=${adminPort}:9090`];
      const container = workspace().start(args);
      try {
        expect(await fetchWhenUp(`http://127.0.0.1:${port}/`)).toBe('Hello, Docker!\n');
      } catch (error) {
        throw new Error(`docker-run printed:\n${container.output()}`, { cause: error });
      } finally {
        await container.stop('SIGINT');
      }
      const image = `acme/orders:slipway-${(await readRecord()).digest.slice(7)}`;
      const list = () =>
        run(['docker', 'ps', '--quiet', '--all', '--filter', `ancestor=${image}`], { cwd: workspace().root });
      await expect.poll(async () => (await list()).stdout, { timeout: 30_000 }).toBe('');
    });
  });
});

async function isUp(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}

async function modulePath(workspace: Workspace, root: string): Promise<string> {
  const text = await readFile(join(workspace.root, root, 'go.mod'), 'utf8');
  return /^module (\S+)/m.exec(text)?.[1] ?? '';
}

/** A file of the service that imports the library for its initialisation alone. */
async function importLibrary(workspace: Workspace, service: string, library: string): Promise<void> {
  const text = `package main\n\nimport _ "${await modulePath(workspace, library)}"\n`;
  await writeFile(join(workspace.root, service, 'cmd/orders/money.go'), text);
  expect(existsSync(join(workspace.root, 'go.work'))).toBe(true);
}

async function callLibrary(workspace: Workspace, library: string): Promise<string> {
  return `package main\n\nimport "${await modulePath(workspace, library)}"\n\nvar _ = money.Changed()\n`;
}

async function commitAll({ root }: Workspace): Promise<void> {
  const git = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'all'],
  ]) {
    await run(['git', ...git, ...args], { cwd: root });
  }
}
