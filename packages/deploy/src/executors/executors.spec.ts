import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageRecord } from '@slipway/kit';
import { createServiceWorkspace, listFolder, type ServiceWorkspace } from './testing/service-workspace.ts';

interface Place {
  readonly revisions: readonly {
    readonly documents: readonly object[];
    readonly request: object;
    readonly target: object;
  }[];
  readonly opened: number;
  readonly closed: number;
}

describe('a target of an environment', () => {
  let workspace: ServiceWorkspace;
  let hex: string;
  let reference: string;
  beforeAll(async () => {
    workspace = await createServiceWorkspace();
    await workspace.build();
    const { digest } = (await workspace.readJson('dist/services/orders/image.json')) as ImageRecord;
    hex = digest.slice('sha256:'.length);
    reference = `docker.io/acme/orders:slipway-${hex}`;
  }, 60_000);
  afterAll(() => workspace.remove());
  beforeEach(async () => {
    await workspace.write('place.json', '{"revisions":[],"opened":0,"closed":0}');
    await workspace.write('store.json', '[]');
  });

  const place = async () => (await workspace.readJson('place.json')) as Place;
  const promoted = `ghcr.io/team/acme/orders@sha256:${'a'.repeat(64)}`;

  it('deploy delivers the image, pins it, releases and says so', async () => {
    const { stdout, stderr } = await workspace.run('deploy:dev');
    expect(await workspace.readJson('store.json')).toEqual([reference]);
    const { revisions, opened, closed } = await place();
    expect({ opened, closed }).toEqual({ opened: 1, closed: 1 });
    expect(revisions).toMatchObject([
      {
        documents: [
          {
            kind: 'Deployment',
            spec: { template: { spec: { containers: [{ image: reference }] } } },
          },
          { kind: 'PersistentVolumeClaim' },
        ],
        request: {
          images: [{ name: 'acme/orders', digest: `sha256:${hex}` }],
          timeout: 60,
          settle: 10,
          rollbackOnFailure: false,
          forceConflicts: false,
          adopt: false,
          pruneData: false,
        },
        target: {
          environment: 'dev',
          release: 'orders',
          context: 'memory-dev',
          namespace: 'shop',
          createNamespace: false,
        },
      },
    ]);
    expect(stdout.split('\n').map((line) => line.replace(/[\d.]+ m?s$/, 'TIME'))).toEqual([
      'orders → dev',
      '  memory  memory-dev',
      'orders released to dev as revision 1 · 2 created · TIME',
      `  ${reference}`,
      '  http://orders.example.com',
      '',
    ]);
    for (const step of ['connect', 'render (plain files)', 'loaded into memory store'])
      expect(stderr).toContain(`  ${step} `);
    expect(stderr).toContain('Warning: it is only memory');
  });

  it('deploy --dry-run writes nothing anywhere', async () => {
    const { stdout } = await workspace.run('deploy:dev', { dryRun: true });
    expect(await workspace.readJson('store.json')).toEqual([]);
    expect((await place()).revisions).toEqual([]);
    expect(stdout).toContain('orders would be released to dev as revision 1 · 2 created');
    expect(stdout).toContain('Dry run: nothing was changed.');
  });

  it('deploy --json prints one object, and everything else beside it', async () => {
    const { stdout, stderr } = await workspace.run('deploy:dev', { json: true });
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      project: 'orders',
      environment: 'dev',
      release: 'orders',
      revision: 1,
      changes: [
        { kind: 'Deployment', name: 'orders', namespace: 'shop', change: 'created' },
        { kind: 'PersistentVolumeClaim', change: 'created' },
      ],
      images: [{ name: 'acme/orders', reference, digest: `sha256:${hex}` }],
      place: [{ label: 'memory', value: 'memory-dev' }],
      dryRun: false,
    });
    expect(stderr).toContain('orders → dev');
  });

  it('deploy --image promotes what was built elsewhere, and delivers nothing', async () => {
    await workspace.run('deploy:dev', { image: promoted });
    expect(await workspace.readJson('store.json')).toEqual([]);
    expect((await place()).revisions[0]?.documents[0]).toMatchObject({
      spec: { template: { spec: { containers: [{ image: promoted }] } } },
    });
    await expect(workspace.run('deploy:dev', { image: 'ghcr.io/acme/orders:1.0.0' })).rejects.toMatchObject({
      code: 'IMAGE_NOT_PINNED',
      summary: '"ghcr.io/acme/orders:1.0.0" names no digest, so it may come to mean another image.',
    });
  });

  it('deploy takes flags over the settings of the environment', async () => {
    await workspace.run('deploy', {
      environment: 'dev',
      namespace: 'mine',
      adopt: true,
      driverOptions: { bare: true },
    });
    expect((await place()).revisions).toMatchObject([{ target: { namespace: 'mine' }, request: { adopt: true } }]);
  });

  it('deploy finds out that nothing uses the image before it is delivered', async () => {
    const path = 'services/orders/k8s/app.yaml';
    const text = await readFile(join(workspace.root, path), 'utf8');
    await workspace.write(path, text.replace('acme/orders:1.0.0', 'acme/other:1.0.0'));
    await expect(workspace.run('deploy:dev')).rejects.toMatchObject({ code: 'IMAGE_NOT_USED' });
    await workspace.write(path, text);
    expect(await workspace.readJson('store.json')).toEqual([]);
    expect(await place()).toMatchObject({ revisions: [], opened: 1, closed: 1 });
  });

  it('deploy closes what it opened, also when the release fails', async () => {
    const flags = { driverOptions: { fails: true } };
    await expect(workspace.run('deploy:dev', flags)).rejects.toThrow('the place is on fire');
    expect(await place()).toMatchObject({ opened: 1, closed: 1 });
  });

  it('deploy releases manifests that have no image of ours', async () => {
    const elsewhere = await createServiceWorkspace();
    await elsewhere.run('deploy:dev', {}, ({ targets }) => delete targets?.['docker-build']);
    expect(await elsewhere.readJson('place.json')).toMatchObject({ revisions: [{ request: { images: [] } }] });
    await elsewhere.remove();
  });

  it.each(['deploy', 'deploy-diff', 'deploy-render'])('%s names the target that makes the image', async (target) => {
    const elsewhere = await createServiceWorkspace();
    await expect(elsewhere.run(`${target}:dev`)).rejects.toMatchObject({
      code: 'IMAGE_NOT_BUILT',
      hint: 'Run: nx run orders:docker-build',
    });
    expect(await elsewhere.readJson('place.json')).toBeUndefined();
    await elsewhere.remove();
  });

  it('deploy-diff says what would change, and fails for it only when asked', async () => {
    const { stdout } = await workspace.run('deploy-diff:dev');
    expect(stdout).toContain('+ all of it\nA deploy of "orders" to dev would change something: 2 created.\n');
    await expect(workspace.run('deploy-diff:dev', { failOnChange: true })).rejects.toMatchObject({
      code: 'DIFFERENCE_FOUND',
      summary: 'A deploy of "orders" to dev would change something: 2 created',
    });
    expect(await workspace.readJson('store.json')).toEqual([]);
    await workspace.run('deploy:dev');
    const same = await workspace.run('deploy-diff:dev', { failOnChange: true, json: true });
    expect(JSON.parse(same.stdout)).toMatchObject({ schema: 1, differs: false, problems: [], text: '' });
  });

  it('deploy-render needs neither cluster nor registry', async () => {
    const { stdout } = await workspace.run('deploy-render:cluster');
    const pushed = `registry.example.com/team/acme/orders@sha256:${hex}`;
    expect(stdout).toBe(`dist/services/orders/deploy/cluster.yaml: 2 documents, by plain files\n  ${pushed}\n`);
    const written = await readFile(join(workspace.root, 'dist/services/orders/deploy/cluster.yaml'), 'utf8');
    expect(written).toMatch(/^---\napiVersion: apps\/v1\nkind: Deployment\n[^]*\n---\napiVersion: v1\n/);
    expect(written).toContain(`image: ${pushed}\n`);
    const printed = await workspace.run('deploy-render:cluster', { output: '-' });
    expect(printed.stdout).toBe(written);
    expect(await listFolder(workspace.root, 'dist/services/orders/deploy')).toEqual(['cluster.yaml']);
  });

  it('deploy-render pins as the place of another driver would have it', async () => {
    const { stdout } = await workspace.run('deploy-render:dev', { output: '-' });
    expect(stdout).toContain(`image: ${reference}\n`);
    expect(await place()).toMatchObject({ revisions: [], opened: 1, closed: 1 });
    expect(await workspace.readJson('store.json')).toEqual([]);
  });

  it('deploy-status, deploy-rollback and undeploy work on what was released', async () => {
    expect((await workspace.run('deploy-status:dev')).stdout).toContain('orders was never released to dev.\n');
    await workspace.run('deploy:dev');
    await workspace.run('deploy:dev', { image: promoted });
    const status = await workspace.run('deploy-status:dev');
    expect(status.stdout).toContain('orders in dev: revision 2 (deployed), 2 of 2 objects ready\n');
    expect(status.stdout).toContain(`     1  deployed    2026-01-01T00:00:00Z  ${reference}\n`);
    const { history } = JSON.parse((await workspace.run('deploy-status:dev', { json: true })).stdout) as {
      readonly history: readonly object[];
    };
    expect(history).toHaveLength(2);

    const { stdout } = await workspace.run('deploy-rollback:dev', { revision: 1 });
    expect(stdout).toContain('orders rolled back in dev as revision 3 · 1 configured, 1 unchanged · ');
    expect((await workspace.run('undeploy:dev', { dryRun: true })).stdout).toContain(
      'orders would be removed from dev · 1 deleted, 1 kept',
    );
    expect((await place()).revisions).toHaveLength(3);
    const removed = await workspace.run('undeploy:dev');
    expect(removed.stdout).toContain('orders is removed from dev · 1 deleted, 1 kept');
    expect(removed.stdout).toContain('  kept        PersistentVolumeClaim shop/orders\n');
    expect((await place()).revisions).toEqual([]);
  });

  it.each(['deploy-diff', 'deploy-status', 'deploy-rollback', 'undeploy'])(
    '%s says that the driver cannot, where it cannot',
    async (target) => {
      const flags = { driverOptions: { bare: true } };
      await expect(workspace.run(`${target}:dev`, flags)).rejects.toMatchObject({ code: 'DRIVER_CANNOT' });
      expect(await place()).toMatchObject({ opened: 1, closed: 1 });
    },
  );

  it.each(['deploy', 'deploy-diff', 'deploy-render', 'deploy-status', 'deploy-rollback', 'undeploy'])(
    '%s goes nowhere without the right name of an environment',
    async (target) => {
      const required = { code: 'ENVIRONMENT_REQUIRED', details: ['Known: broken, cluster, dev.'] };
      await expect(workspace.run(target)).rejects.toMatchObject(required);
      await expect(workspace.run(`${target}:dve`)).rejects.toMatchObject(required);
      await expect(workspace.run(target, { environment: 'dve' })).rejects.toMatchObject({
        code: 'ENVIRONMENT_UNKNOWN',
        hint: 'Did you mean "dev"?',
      });
      await expect(workspace.run(`${target}:broken`)).rejects.toMatchObject({
        code: 'ENVIRONMENT_INVALID',
        details: ['"namspace" is not an option; did you mean "namespace"?'],
      });
      expect((await place()).opened).toBe(0);
    },
  );

  it.each(['compose-up', 'compose-down', 'compose-logs'])('%s uses the docker it is given', async (target) => {
    await expect(workspace.run(target, { executables: { docker: 'tools/absent' } })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      summary: 'docker is set to tools/absent, which cannot be executed.',
    });
  });

  it('reports what was wrong when the graph was made', async () => {
    const problems = ['nx.json: options of @slipway/deploy: "x" is not an option'];
    const spoil = (project: { metadata?: object }) => {
      project.metadata = { slipwayDeploy: { problems, broken: {}, unserved: {} } };
    };
    await expect(workspace.run('deploy:dev', {}, spoil)).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      details: problems,
    });
  });
});
