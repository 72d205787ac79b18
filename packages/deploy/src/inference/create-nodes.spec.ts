import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CreateNodesContext, ProjectConfiguration } from '@nx/devkit';
import { afterEach, describe, expect, it } from 'vitest';
import { createNodes, createNodesV2, type DeployProjectMetadata } from './create-nodes.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** What the plugin says of a workspace: projects by root. */
async function infer(
  files: Readonly<Record<string, string>>,
  options?: unknown,
): Promise<Readonly<Record<string, ProjectConfiguration | undefined>>> {
  const root = await mkdtemp(join(tmpdir(), 'slipway-deploy-nodes-'));
  folders.push(root);
  for (const [path, text] of Object.entries({ 'package.json': '{"name":"@acme/acme"}', ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const matched = entries
    .filter((entry) => entry.isFile() && /^(go\.mod|go\.work|(project|package|template)\.json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const context: CreateNodesContext = { workspaceRoot: root, nxJsonConfiguration: {} };
  const results = await createNodes[1](matched, options as never, context);
  return Object.assign({}, ...results.map(([, { projects }]) => projects)) as Record<string, ProjectConfiguration>;
}

const service = {
  'services/orders/go.mod': 'module example.com/acme/orders\n',
  'services/orders/k8s/base/kustomization.yaml': '',
  'services/orders/k8s/overlays/dev/kustomization.yaml': '',
  'services/orders/k8s/overlays/prod/kustomization.yaml': '',
  'services/orders/compose.yaml': '',
} as const;
const without = (...parts: readonly string[]) =>
  Object.fromEntries(Object.entries(service).filter(([path]) => !parts.some((part) => path.includes(part))));

const module = { 'services/orders/go.mod': service['services/orders/go.mod'] };
const chartOnly = { ...module, 'services/orders/chart/Chart.yaml': '' };
const plainOnly = { ...module, 'services/orders/k8s/all.yml': '' };
const stageOnly = { ...module, 'services/orders/k8s/stage/kustomization.yaml': '' };

const environments = {
  dev: { context: 'kind-dev', namespace: 'orders', registry: 'localhost:5000', createNamespace: true },
  prod: { context: 'prod', server: 'https://prod.example.com', timeout: 600, driverOptions: { kubeconfig: 'k' } },
};

describe('createNodes', () => {
  it('gives a service its targets, with a configuration for each environment and none by default', async () => {
    const { 'services/orders': project, ...others } = await infer(service, { environments });
    expect(others).toEqual({});
    expect(project?.name).toBe('orders');
    expect(Object.keys(project?.targets ?? {})).toEqual([
      'deploy',
      'deploy-diff',
      'deploy-render',
      'deploy-status',
      'deploy-rollback',
      'undeploy',
      'compose-up',
      'compose-down',
      'compose-logs',
    ]);
    for (const [name, target] of Object.entries(project?.targets ?? {})) {
      expect(target.executor, name).toBe(`@slipway/deploy:${name}`);
      expect(target.metadata?.description, name).toMatch(/.{20}/);
      expect(target, name).not.toHaveProperty('cache');
      expect(target, name).not.toHaveProperty('defaultConfiguration');
      expect(target.configurations, name).toEqual(
        name.startsWith('compose')
          ? undefined
          : {
              dev: { environment: 'dev', ...environments.dev },
              prod: { environment: 'prod', ...environments.prod },
            },
      );
    }
    expect(project?.targets?.['compose-logs']?.continuous).toBe(true);
  });

  it('builds the image first where it is needed, and nowhere else', async () => {
    const { 'services/orders': project } = await infer(service, { buildTargetName: 'image' });
    const after = Object.entries(project?.targets ?? {}).filter(([, { dependsOn }]) => dependsOn !== undefined);
    expect(after.map(([name]) => name)).toEqual(['deploy', 'deploy-diff', 'deploy-render']);
    for (const [, { dependsOn }] of after) expect(dependsOn).toEqual(['image']);
  });

  it('watches code, libraries, manifests and the record of the template', async () => {
    const { 'services/orders': project } = await infer(service);
    const inputs = project?.targets?.['deploy']?.inputs ?? [];
    const filesets = inputs.flatMap((input) =>
      typeof input === 'object' && 'fileset' in input ? [input.fileset] : [],
    );
    expect(filesets).toContain('{projectRoot}/**/*');
    expect(filesets.filter((fileset) => fileset.startsWith('!'))).toEqual([
      '!{projectRoot}/{.golangci.yml,project.json,README.md}',
      '!{projectRoot}/**/*_test.go',
    ]);
    expect(inputs.some((input) => typeof input === 'object' && 'dependencies' in input)).toBe(true);
    expect(inputs).toContain('{workspaceRoot}/go.work');
    expect(inputs.every((input) => typeof input !== 'string' || !input.startsWith('^'))).toBe(true);
  });

  it('knows of the environments that overlays name no more than that', async () => {
    const { 'services/orders': project } = await infer(service, { environments: { prod: environments.prod } });
    expect(project?.targets?.['deploy-render']?.configurations).toEqual({
      dev: { environment: 'dev' },
      prod: { environment: 'prod', ...environments.prod },
    });
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['overlays serve the environments of their names', service, ['dev', 'local', 'prod']],
    ['without a compose file nothing serves driver compose', without('compose'), ['dev', 'prod']],
    ['a compose file alone serves driver compose alone', without('k8s'), ['local']],
    ['a chart serves every environment', chartOnly, ['dev', 'prod', 'stage']],
    ['plain YAML serves every environment', plainOnly, ['dev', 'prod', 'stage']],
    ['plain YAML beside overlays serves none of its own', { ...service, ...plainOnly }, ['dev', 'local', 'prod']],
    ['a folder in k8s serves the environment of its name', stageOnly, ['stage']],
  ])('%s', async (_, files, served) => {
    const all = { ...environments, stage: {}, local: { driver: 'compose' } };
    const { 'services/orders': project } = await infer(files, { environments: all });
    expect(Object.keys(project?.targets?.['deploy']?.configurations ?? {})).toEqual(served);
    const { slipwayDeploy } = project?.metadata as unknown as { readonly slipwayDeploy: DeployProjectMetadata };
    expect([...served, ...Object.keys(slipwayDeploy.unserved)].sort()).toEqual(Object.keys(all).sort());
  });

  it('lets an environment name another overlay, and another driver decide for itself', async () => {
    const { 'services/orders': project } = await infer(without('prod'), {
      environments: { eu: { overlay: 'dev' }, us: { overlay: 'us' }, custom: { driver: './tools/driver.mjs' } },
    });
    expect(Object.keys(project?.targets?.['deploy']?.configurations ?? {})).toEqual(['custom', 'dev', 'eu']);
    expect(project?.metadata).toMatchObject({
      slipwayDeploy: { unserved: { us: 'orders has no k8s/overlays/us' } },
    });
  });

  it('gives a project with only a compose file what it can use', async () => {
    const { 'services/orders': project } = await infer(without('k8s'));
    expect(Object.keys(project?.targets ?? {})).toEqual(['compose-up', 'compose-down', 'compose-logs']);
    const { 'services/orders': local } = await infer(without('k8s'), {
      environments: { local: { driver: 'compose' } },
    });
    expect(Object.keys(local?.targets ?? {})).toHaveLength(9);
  });

  it('says nothing of projects with nothing to release, of folders nobody names, and of templates', async () => {
    expect(
      await infer({
        'libs/money/go.mod': 'module example.com/acme/money\n',
        'stray/k8s/all.yaml': '',
        'templates/svc/template.json': '{}',
        'templates/svc/files/go.mod': 'module example.com/x\n',
        'templates/svc/files/k8s/all.yaml': '',
      }),
    ).toEqual({});
  });

  it('takes a project without Go', async () => {
    const { web } = await infer({ 'web/project.json': '{"name":"web"}', 'web/k8s/all.yaml': '' });
    expect(web?.targets?.['deploy']?.inputs).toEqual([
      '{projectRoot}/**/*',
      { fileset: '{projectRoot}/**/*', dependencies: true },
    ]);
  });

  it('keeps bad options as problems, and never throws', async () => {
    const { 'services/orders': project } = await infer(service, {
      deployTargetName: 'release',
      undeployTargetName: 'release',
      composeUpTargetName: 'a b',
      defaultConfiguration: 'dev',
      enviroments: {},
      environments: {
        dev: { namspace: 'x', timeout: 'long', context: '', values: 'a.yaml', settle: 3 },
        prod: 7,
        'a:b': {},
      },
    });
    expect(Object.keys(project?.targets ?? {})).toContain('release');
    expect(project?.targets?.['release']?.configurations).toEqual({
      dev: { environment: 'dev', settle: 3 },
      prod: { environment: 'prod' },
    });
    const prefix = 'nx.json: options of @slipway/deploy: ';
    expect(project?.metadata).toMatchObject({
      slipwayDeploy: {
        problems: [
          `${prefix}"defaultConfiguration" is not an option`,
          `${prefix}"enviroments" is not an option; did you mean "environments"?`,
          `${prefix}undeployTargetName is "release", which another target is called`,
          `${prefix}composeUpTargetName is "a b"; it must be a name without blanks and colons`,
          `${prefix}environments: "a:b" is no name for an environment; use letters, digits, dots and dashes`,
        ],
        broken: {
          dev: [
            '"namspace" is not an option; did you mean "namespace"?',
            'timeout is "long", not a number',
            'context is "", not a text',
            'values is "a.yaml", not a list of texts',
          ],
          prod: ['it is 7, not an object'],
        },
      },
    });
    expect(await infer(service, { environments: ['dev'] })).toMatchObject({
      'services/orders': { metadata: { slipwayDeploy: { problems: [expect.stringContaining('not an object')] } } },
    });
  });

  it('is the same plugin for Nx 22', () => {
    expect(createNodesV2).toBe(createNodes);
  });
});
