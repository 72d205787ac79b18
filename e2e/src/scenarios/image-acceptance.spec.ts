import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../checkers/find-tool.ts';
import { needing, registryAddress } from '../engines/engines.ts';
import { createWorkspace, nxVersions } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { fetchWhenUp, freePort } from '../workspace/http.ts';
import { run, runOk } from '../workspace/run.ts';

// Tools that are not ours take what we make, and name it by the digest that we print.
describe('foreign tools', () => {
  const workspace = useWorkspace(nxVersions[0]);
  let digest: string;
  const layout = () => join(workspace().root, 'dist/services/orders/oci');

  beforeAll(async () => {
    await workspace().nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
    await workspace().nxOk(['run', 'orders:docker-build']);
    const record = await readFile(join(workspace().root, 'dist/services/orders/image.json'), 'utf8');
    ({ digest } = JSON.parse(record) as { digest: string });
  });

  it('skopeo reads the layout', async (context) => {
    const skopeo = await findTool('skopeo');
    if (skopeo === undefined) return context.skip('skopeo is not installed');
    const { stdout } = await runOk([skopeo, 'inspect', `oci:${layout()}`], { cwd: workspace().root });
    expect(JSON.parse(stdout)).toMatchObject({ Digest: digest, Os: 'linux' });
  });

  it('podman pulls the layout', async (context) => {
    const podman = await findTool('podman');
    if (podman === undefined) return context.skip('podman is not installed');
    const { stdout } = await runOk([podman, 'pull', '--quiet', `oci:${layout()}`], { cwd: workspace().root });
    const inspected = await runOk([podman, 'image', 'inspect', '--format', '{{.Digest}}', stdout.trim()], {
      cwd: workspace().root,
    });
    expect(inspected.stdout.trim()).toBe(digest);
    await runOk([podman, 'rmi', '--force', stdout.trim()], { cwd: workspace().root });
  });

  const registry = needing('with a registry', 'registry');
  describe.skipIf(registry.skip)(registry.name, () => {
    it('crane pushes the layout, and what docker-push pushed validates', async (context) => {
      const crane = await findTool('crane');
      if (crane === undefined) return context.skip('crane is not installed');
      const repository = `${registryAddress}/e2e/by-crane`;
      const { stdout } = await runOk([crane, 'push', layout(), repository], { cwd: workspace().root });
      expect(stdout).toContain(digest);
      await workspace().nxOk(['run', 'orders:docker-push', `--registry=${registryAddress}/e2e`]);
      await runOk([crane, 'validate', '--remote', `${registryAddress}/e2e/acme/orders@${digest}`], {
        cwd: workspace().root,
      });
    });
  });

  const docker = needing('with docker', 'docker');
  describe.skipIf(docker.skip)(docker.name, () => {
    it('docker-save writes an archive and a script that runs it', async () => {
      await workspace().nxOk(['run', 'orders:docker-save']);
      const archive = join(workspace().root, 'dist/services/orders/image.tar');
      const { stdout } = await runOk(['docker', 'load', '--input', archive], { cwd: workspace().root });
      const image = /Loaded image: (\S+)/.exec(stdout)?.[1] ?? '';
      const inspected = await runOk(['docker', 'image', 'inspect', '--format', '{{.Id}}', image], {
        cwd: workspace().root,
      });
      expect(inspected.stdout.trim()).toBe(digest);
      const port = await freePort();
      const name = `slipway-e2e-${port}`;
      await runOk(['docker', 'run', '--rm', '--detach', '--name', name, '--publish', `127.0.0.1:${port}:8080`, image], {
        cwd: workspace().root,
      });
      try {
        expect(await fetchWhenUp(`http://127.0.0.1:${port}/`)).toBe('Hello, Docker!\n');
      } finally {
        await run(['docker', 'stop', name], { cwd: workspace().root });
      }
    });

    it('containerd imports the archive', async (context) => {
      const ctr = await findTool('ctr');
      const address = process.env['SLIPWAY_TESTBED_CONTAINERD'];
      if (ctr === undefined || address === undefined) return context.skip('no containerd of the test bed');
      const archive = join(workspace().root, 'dist/services/orders/image.tar');
      const containerd = [ctr, '--address', address, '--namespace', 'slipway-e2e'] as const;
      await runOk([...containerd, 'images', 'import', archive], { cwd: workspace().root });
      const { stdout } = await runOk([...containerd, 'images', 'ls'], { cwd: workspace().root });
      expect(stdout).toContain(digest);
    });
  });

  it('equal sources give one digest in another folder, time zone, locale and umask, with a cold Go cache', async () => {
    const elsewhere = await createWorkspace(nxVersions[0]);
    try {
      await elsewhere.nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
      const cache = await mkdtemp(join(elsewhere.root, 'gocache-'));
      const nx = `umask 077; exec "$@"`;
      const env = { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', GOCACHE: cache, SOURCE_DATE_EPOCH: undefined };
      await runOk(['sh', '-c', nx, 'sh', 'npx', 'nx', 'run', 'orders:docker-build'], { cwd: elsewhere.root, env });
      const record = JSON.parse(await readFile(join(elsewhere.root, 'dist/services/orders/image.json'), 'utf8')) as {
        digest: string;
      };
      expect(record.digest).toBe(digest);
    } finally {
      await elsewhere.remove();
    }
  });
});
