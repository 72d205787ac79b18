import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needing } from '../engines/engines.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { fetchWhenUp, freePort } from '../workspace/http.ts';
import { edit } from '../workspace/place-service.ts';
import { run, runOk, type Outcome } from '../workspace/run.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

const greeting = 'Hello, Docker!';
const changed = 'Hello, compose!';
const [newest] = nxVersions;
const releasing = needing('with docker', 'docker');

describe.skipIf(releasing.skip)(`a release by compose on Nx ${newest}, ${releasing.name}`, () => {
  const workspace = useWorkspace(newest);
  // Nobody else's project of compose has this name.
  const environment = `e2e-${randomBytes(4).toString('hex')}`;
  const project = `orders-${environment}`;
  let env: Readonly<Record<string, string>>;

  const service = (...path: readonly string[]) => join(workspace().root, 'services/orders', ...path);
  const nx = (target: string, ...flags: readonly string[]): Promise<Outcome> =>
    workspace().nx(['run', `orders:${target}:${environment}`, ...flags], { env });
  const nxOk = (target: string, ...flags: readonly string[]): Promise<Outcome> =>
    workspace().nxOk(['run', `orders:${target}:${environment}`, ...flags], { env });
  const get = () => fetchWhenUp(`http://127.0.0.1:${env['PORT'] ?? ''}/`);
  const docker = async (...args: readonly string[]): Promise<string> =>
    (await runOk(['docker', ...args], { cwd: workspace().root })).stdout.trim();
  const containers = (format: string) =>
    docker('ps', '--all', `--filter=label=com.docker.compose.project=${project}`, `--format=${format}`);

  beforeAll(async () => {
    env = { PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) };
    await workspace().nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
    const settings = { driver: 'compose', settle: 1, timeout: 60 };
    await edit(join(workspace().root, 'nx.json'), (text) => {
      const { plugins = [], ...rest } = JSON.parse(text) as { readonly plugins?: readonly unknown[] };
      const deploy = { plugin: '@slipway/deploy', options: { environments: { [environment]: settings } } };
      const others = plugins.filter((plugin) => !JSON.stringify(plugin).includes(deploy.plugin));
      return JSON.stringify({ ...rest, plugins: [...others, deploy] }, undefined, 2);
    });
  });
  afterAll(async () => {
    const down = ['docker', 'compose', `--project-name=${project}`, 'down', '--volumes'] as const;
    await run([...down], { cwd: '/' });
  });

  it('deploy loads the image, runs it by its content tag, and ends when it is healthy', async () => {
    const { all } = await nxOk('deploy');
    const record = await readFile(join(workspace().root, 'dist/services/orders/image.json'), 'utf8');
    const { digest } = JSON.parse(record) as { readonly digest: string };
    const tag = `acme/orders:slipway-${digest.replace('sha256:', '')}`;
    expect(all).toContain(tag);
    expect(await containers('{{.Image}} {{.Status}}')).toMatch(new RegExp(`${tag} Up .*\\(healthy\\)`));
    expect(await get()).toBe(`${greeting}\n`);
  });

  it('deploy again leaves the container alone', async () => {
    const before = await containers('{{.ID}}');
    expect((await nxOk('deploy')).all).toContain('unchanged');
    expect(await containers('{{.ID}}')).toBe(before);
  });

  it('a change of the code runs, and deploy-diff says so before', async () => {
    await edit(service('internal/app/config.go'), (text) => text.replace(greeting, changed));
    await workspace().nxOk(['run', 'orders:docker-build']);
    expect((await nxOk('deploy-diff')).all).toMatch(/^\+ +image: .*acme\/orders:slipway-/m);
    expect(await get()).toBe(`${greeting}\n`);
    await nxOk('deploy');
    expect(await get()).toBe(`${changed}\n`);
  });

  it.each([
    [
      'ROLLOUT_FAILED',
      'healthcheck: { test: [CMD, /absent], start_period: 0s, interval: 1s, retries: 1 }',
      'is unhealthy',
    ],
    ['ROLLOUT_CRASHED', 'environment: { LOG_LEVEL: nonsense }', 'ended with exit code'],
  ])('fails with %s before its time is over', async (code, line, reason) => {
    const overlay = service(`compose.${environment}.yaml`);
    await writeFile(overlay, `services:\n  orders:\n    ${line}\n`);
    try {
      const { exitCode, all } = await nx('deploy');
      expect(exitCode).toBe(1);
      expect(all).toMatch(new RegExp(`The container ${project}-orders-1 ${reason}.*\\[${code}\\]`));
      expect(all).toContain('Hint: ');
    } finally {
      await rm(overlay);
    }
  });

  it('deploy mends what a failed one left', async () => {
    await nxOk('deploy');
    expect(await get()).toBe(`${changed}\n`);
    expect((await nxOk('deploy-status')).all).toContain('ready');
  });

  it('undeploy leaves nothing', async () => {
    await nxOk('undeploy');
    expect(await containers('{{.ID}}')).toBe('');
    const networks = await docker('network', 'ls', '--quiet', `--filter=label=com.docker.compose.project=${project}`);
    expect(networks).toBe('');
  });

  const building = needing('from its Dockerfile', 'docker', 'buildkit');
  describe.skipIf(building.skip)(building.name, () => {
    it('compose-up builds and serves, compose-logs shows, compose-down ends it', async () => {
      // The user's own project name, which other runs on this machine must not share.
      const own = { ...env, COMPOSE_PROJECT_NAME: `${project}-dev` };
      const run = (target: string, ...flags: readonly string[]) =>
        workspace().nxOk(['run', `orders:${target}`, ...flags], { env: own });
      try {
        expect((await run('compose-up')).all).toContain('orders is up');
        expect(await get()).toBe(`${changed}\n`);
        expect((await run('compose-logs', '--follow=false')).all).toContain('orders-1');
      } finally {
        await run('compose-down', '--volumes');
        await docker('image', 'rm', '--force', `${project}-dev-orders`);
      }
    });
  });
});
