import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCheckers, type CheckResult } from '../checkers/run-checkers.ts';
import { needing } from '../engines/engines.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { fetchWhenUp, freePort } from '../workspace/http.ts';
import { runOk } from '../workspace/run.ts';

// The strictest readers of such files have nothing to say about what `nx g go-service` writes.
describe('a generated service', () => {
  const workspace = useWorkspace(nxVersions[0]);
  let results: readonly CheckResult[];
  const service = () => join(workspace().root, 'services/orders');

  beforeAll(async () => {
    await workspace().nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
    results = await runCheckers(service());
  });

  it('passes every checker that is installed here', () => {
    expect(results.filter(({ verdict }) => verdict === 'finding')).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === 'clean').length).toBeGreaterThanOrEqual(3);
  });

  it('is looked at by all of them where the test bed is complete', (context) => {
    const skipped = results.filter(({ verdict }) => verdict === 'skipped').map(({ name, text }) => `${name}: ${text}`);
    const isComplete = (process.env['SLIPWAY_REQUIRE'] ?? '').split(',').includes('checkers');
    if (!isComplete && skipped.length > 0) context.skip(`checkers that are not here: ${skipped.join('; ')}`);
    expect(skipped).toEqual([]);
  });

  it('is the same when it is generated again', async () => {
    const { all } = await workspace().nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
    expect(all).not.toMatch(/^(CREATE|UPDATE|DELETE)/m);
  });

  const docker = needing('by hand, with docker', 'docker', 'buildkit');
  describe.skipIf(docker.skip)(docker.name, () => {
    it('docker build and docker run need nothing of ours', async () => {
      const port = await freePort();
      const name = `slipway-e2e-${port}`;
      await runOk(['docker', 'build', '--quiet', '--tag', `slipway-e2e:${port}`, '.'], { cwd: service() });
      const options = ['--rm', '--detach', '--name', name, '--read-only', '--publish', `127.0.0.1:${port}:8080`];
      await runOk(['docker', 'run', ...options, `slipway-e2e:${port}`], { cwd: service() });
      try {
        expect(await fetchWhenUp(`http://127.0.0.1:${port}/`)).toBe('Hello, Docker!\n');
      } finally {
        await runOk(['docker', 'stop', name], { cwd: service() });
      }
    });

    it('docker compose up serves, healthy', async () => {
      const env = { PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) };
      try {
        await runOk(['docker', 'compose', 'up', '--build', '--wait', '--detach'], { cwd: service(), env });
        expect(await fetchWhenUp(`http://127.0.0.1:${env.PORT}/`)).toBe('Hello, Docker!\n');
      } finally {
        await runOk(['docker', 'compose', 'down', '--rmi', 'local', '--volumes'], { cwd: service(), env });
      }
    });
  });
});
