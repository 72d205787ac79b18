import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createLogger, withDriverContext, type DriverContext, type Logger, type Rendered } from '@slipway/kit';
import { rejection } from '@slipway/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderManifests, type ManifestRequest } from './render-manifests.ts';

const object = (name: string, kind = 'ConfigMap') => `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'slipway-render-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, 'services/orders', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** A program that notes how it was called, and answers as told: the other tools are absent. */
async function tool(
  name: string,
  answer: { readonly stdout?: string; readonly stderr?: string; readonly code?: number },
) {
  const file = join(root, `bin/${name}`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === 'version') { console.log(args[1] !== '--client' ? 'v9.8.7' : '{"kustomizeVersion": "v5.6.7"}'); process.exit(0); }
const { PATH, HTTPS_PROXY } = process.env;
fs.writeFileSync(${JSON.stringify(`${file}.json`)}, JSON.stringify({ args, cwd: process.cwd(), PATH, HTTPS_PROXY }));
process.stdout.write(${JSON.stringify(answer.stdout ?? '')});
process.stderr.write(${JSON.stringify(answer.stderr ?? '')});
process.exitCode = ${answer.code ?? 0};
`,
  );
  await chmod(file, 0o755);
  return {
    executables: { kustomize: 'absent', kubectl: 'absent', helm: 'absent', [name]: file },
    call: async () => JSON.parse(await readFile(`${file}.json`, 'utf8')) as Readonly<Record<string, unknown>>,
  };
}

function collectingLogger(): { readonly logger: Logger; readonly printed: readonly string[] } {
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);
  return { logger: createLogger({ stdout: print, stderr: print }), printed };
}

function render(
  executables: Readonly<Record<string, string>> = { kustomize: 'absent', kubectl: 'absent', helm: 'absent' },
  request: Partial<ManifestRequest> = {},
  logger: Logger = collectingLogger().logger,
): Promise<Rendered> {
  const settings = {
    workspaceRoot: root,
    project: { name: 'orders', root: 'services/orders' },
    options: {},
    executables,
    logger,
  };
  const whole = {
    projectRoot: join(root, 'services/orders'),
    overlay: 'dev',
    values: [],
    release: 'orders',
    ...request,
  };
  return withDriverContext(settings, (context: DriverContext) => renderManifests(whole, context));
}

const namesOf = ({ documents }: Rendered) =>
  documents.map(({ metadata }) => (metadata as { readonly name: string }).name);

describe('renderManifests: plain files', () => {
  it('takes those of k8s and of the overlay, by code unit, and no others', async () => {
    await write({
      'k8s/b.yaml': object('b'),
      'k8s/B.yml': object('B'),
      'k8s/a.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}',
      'k8s/notes.md': 'no manifest',
      'k8s/dev/c.yaml': object('c'),
      'k8s/prod/d.yaml': object('d'),
    });
    const rendered = await render();
    expect(rendered.tool).toBe('plain files');
    expect(namesOf(rendered)).toEqual(['B', 'a', 'b', 'c']);
  });

  it('says where a mistake is', async () => {
    await write({ 'k8s/a.yaml': 'kind: Pod\n' });
    const error = await rejection(render());
    expect(error.code).toBe('MANIFEST_INVALID');
    expect(error.details[0]).toBe('services/orders/k8s/a.yaml:1: has no apiVersion');
  });

  it('follows no link out of the workspace', async () => {
    await write({ 'k8s/a.yaml': object('a') });
    await symlink('/etc/hostname', join(root, 'services/orders/k8s/b.yaml'));
    expect((await rejection(render())).code).toBe('PATH_OUTSIDE_WORKSPACE');
  });
});

describe('renderManifests: nothing to render', () => {
  it('lists what was looked for, and the overlays there are', async () => {
    await write({
      'k8s/overlays/prod/kustomization.yaml': '',
      'k8s/base/kustomization.yaml': '',
      'k8s/stray.yaml': object('a'),
    });
    const error = await rejection(render());
    expect(error).toMatchObject({ code: 'MANIFESTS_MISSING', summary: 'There are no manifests for "dev".' });
    expect(error.details).toContain('Overlays that are there: prod.');
    expect(error.hint).toContain('"overlay": "prod"');
  });

  it.each(['../other', '-x', 'a/b', ''])('refuses the overlay %j', async (overlay) => {
    expect((await rejection(render({}, { overlay }))).code).toBe('ENVIRONMENT_INVALID');
  });
});

describe('renderManifests: kustomize', () => {
  const overlay = {
    'k8s/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
    'k8s/base/kustomization.yaml': 'resources: [a.yaml]\n',
  };

  it('builds the overlay, where no git is found and nothing is fetched', async () => {
    await write(overlay);
    const { executables, call } = await tool('kustomize', { stdout: `${object('a')}---\n${object('b')}` });
    const rendered = await render(executables);
    expect(namesOf(rendered)).toEqual(['a', 'b']);
    expect(rendered.tool).toBe('kustomize 9.8.7');
    expect(await call()).toMatchObject({
      args: ['build', join(root, 'services/orders/k8s/overlays/dev')],
      PATH: '',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    });
  });

  it('takes the copy in kubectl where there is no other', async () => {
    await write(overlay);
    const { executables, call } = await tool('kubectl', { stdout: object('a') });
    expect((await render(executables)).tool).toBe('kubectl kustomize 5.6.7');
    expect(await call()).toMatchObject({ args: ['kustomize', join(root, 'services/orders/k8s/overlays/dev')] });
  });

  it('names both tools and the command that adds one, where neither is there', async () => {
    await write(overlay);
    const error = await rejection(render());
    expect(error).toMatchObject({
      code: 'TOOL_MISSING',
      hint: expect.stringContaining('nx g @slipway/go:go-tool kustomize') as string,
    });
    expect(error.summary).toMatch(/kustomize.*kubectl/);
  });

  it('puts what the tool says into the first line, and no object of it', async () => {
    await write(overlay);
    const stderr = '# Warning: old field\nError: bad thing: map[string]interface {}{"password":"canary"} in it\nmore\n';
    const { executables } = await tool('kustomize', { stderr, code: 1 });
    const error = await rejection(render(executables));
    expect(error).toMatchObject({
      code: 'RENDER_FAILED',
      summary: 'kustomize cannot render services/orders/k8s/overlays/dev: bad thing: {…} in it',
      state: 'Nothing was applied.',
    });
    expect(error.message).not.toContain('canary');
  });

  it('is no release where nothing comes out', async () => {
    await write(overlay);
    const { executables } = await tool('kustomize', { stdout: '' });
    expect(await rejection(render(executables))).toMatchObject({ code: 'MANIFESTS_MISSING' });
  });

  it.each([
    ['resources: ["https://example.com/a.yaml"]'],
    ['resources: ["github.com/acme/base?ref=v1"]'],
    ['resources: ["git@example.com:acme/base.git"]'],
    ['bases: ["ssh://git@example.com/acme/base"]'],
    ['components: ["git::https://example.com/acme/base"]'],
    ['patches: [{ path: "https://example.com/p.yaml" }]'],
    ['configMapGenerator: [{ name: a, files: ["k=https://example.com/p.yaml"] }]'],
    ['openapi: { path: "https://example.com/schema.json" }'],
  ])('fetches nothing, also for a base: %s', async (line) => {
    await write({ ...overlay, 'k8s/base/kustomization.yaml': `${line}\n` });
    const { executables, call } = await tool('kustomize', { stdout: object('a') });
    const error = await rejection(render(executables));
    expect(error.code).toBe('RENDER_FAILED');
    expect(error.summary).toContain('services/orders/k8s/base/kustomization.yaml names ');
    await expect(call()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('reads no base outside the workspace', async () => {
    await write({ ...overlay, 'k8s/base/kustomization.yaml': `resources: ["${'../'.repeat(12)}etc"]\n` });
    const { executables } = await tool('kustomize', { stdout: object('a') });
    expect((await rejection(render(executables))).summary).toContain('which leads out of the workspace');
  });
});

describe('renderManifests: a kustomization that is no YAML', () => {
  it('is an error of its own, which shows nothing of the file', async () => {
    await write({ 'k8s/overlays/dev/kustomization.yaml': 'secretGenerator: [hunter2\nresources: }\n' });
    const { executables } = await tool('kustomize', { stdout: object('a') });
    const error = await rejection(render(executables));
    expect(error.code).toBe('RENDER_FAILED');
    expect(error.summary).toMatch(
      /^The kustomization services\/orders\/k8s\/overlays\/dev\/kustomization\.yaml cannot be read: line \d/,
    );
    expect(error.message).not.toContain('hunter2');
  });
});

describe('renderManifests: a chart', () => {
  const chart = {
    'chart/Chart.yaml': 'name: orders\n',
    'chart/values-dev.yaml': 'a: 1\n',
    'values/more.yaml': 'b: 1\n',
  };

  it('is rendered with the values of the overlay', async () => {
    await write(chart);
    const { executables, call } = await tool('helm', { stdout: object('a') });
    const rendered = await render(executables, { namespace: 'shop', release: 'orders' });
    expect(rendered.tool).toBe('helm 9.8.7');
    expect(await call()).toMatchObject({
      args: [
        'template',
        '--include-crds',
        '--namespace=shop',
        '--values=./chart/values-dev.yaml',
        '--',
        'orders',
        './chart',
      ],
      cwd: join(root, 'services/orders'),
    });
  });

  it('or with those that the environment names', async () => {
    await write(chart);
    const { executables, call } = await tool('helm', { stdout: object('a') });
    await render(executables, { values: ['values/more.yaml'] });
    expect(await call()).toMatchObject({
      args: expect.arrayContaining(['--values=./values/more.yaml', '--', 'orders', './chart']) as unknown,
    });
  });

  it('names all values that cannot be used', async () => {
    await write(chart);
    const { executables } = await tool('helm', {});
    const error = await rejection(render(executables, { values: ['no.yaml', 'a,b.yaml'] }));
    expect(error.code).toBe('ENVIRONMENT_INVALID');
    expect(error.details).toHaveLength(2);
    const outside = relative(join(root, 'services/orders'), '/etc/hostname');
    expect((await rejection(render(executables, { values: [outside] }))).code).toBe('PATH_OUTSIDE_WORKSPACE');
  });

  it('reads nothing through a link out of the workspace', async () => {
    await write(chart);
    await symlink('/etc/hostname', join(root, 'services/orders/chart/x.yaml'));
    const { executables } = await tool('helm', { stdout: object('a') });
    expect((await rejection(render(executables))).code).toBe('PATH_OUTSIDE_WORKSPACE');
  });

  it('nor through one in a folder that a link leads to', async () => {
    await write({ ...chart, 'shared/a.txt': 'a' });
    await symlink('/etc/hostname', join(root, 'services/orders/shared/x.yaml'));
    await symlink('../shared', join(root, 'services/orders/chart/files'));
    const { executables } = await tool('helm', { stdout: object('a') });
    expect((await rejection(render(executables))).code).toBe('PATH_OUTSIDE_WORKSPACE');
  });

  it('leaves a namespace that nobody named to the release, whatever context is current', async () => {
    await write(chart);
    const { executables, call } = await tool('helm', {});
    await rejection(render(executables));
    const { args } = (await call()) as { readonly args: readonly string[] };
    const unnamed = args.find((word) => word.startsWith('--namespace='))?.slice('--namespace='.length) ?? '';
    const inUnnamed = object('a').replace('{ name: a }', `{ name: a, namespace: ${unnamed} }`);
    const placed = await tool('helm', { stdout: inUnnamed });
    expect((await render(placed.executables)).documents).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    ]);
    const written = await tool('helm', { stdout: `${inUnnamed}data: { host: db.${unnamed}.svc }\n` });
    expect(await rejection(render(written.executables))).toMatchObject({
      code: 'ENVIRONMENT_INVALID',
      summary: 'The chart writes its namespace into ConfigMap "a", and the environment names none.',
    });
  });

  it('shows no values in what helm warns of', async () => {
    await write(chart);
    const { executables } = await tool('helm', {
      stdout: object('a'),
      stderr: 'warning: cannot overwrite table with non table for orders.db (map[password:hunter2 a:map[b:hunter2]])\n',
    });
    const { logger, printed } = collectingLogger();
    await render(executables, {}, logger);
    expect(printed.join('')).toContain('cannot overwrite table with non table for orders.db');
    expect(printed.join('')).not.toContain('hunter2');
  });

  it('leaves tests of helm out, and refuses hooks that nobody would run', async () => {
    await write(chart);
    const hook = (name: string, value: string) =>
      object('x').replace('{ name: x }', `{ name: ${name}, annotations: { helm.sh/hook: "${value}" } }`);
    const tests = await tool('helm', { stdout: `${object('a')}---\n${hook('t', 'test')}` });
    expect(namesOf(await render(tests.executables))).toEqual(['a']);
    const { executables } = await tool('helm', {
      stdout: `${object('a')}---\n${hook('migrate', 'pre-install,pre-upgrade')}`,
    });
    const error = await rejection(render(executables));
    expect(error.code).toBe('RENDER_FAILED');
    expect(error.details).toEqual(['ConfigMap "migrate" is a hook for pre-install,pre-upgrade.']);
  });

  it('says how to fetch its dependencies', async () => {
    await write(chart);
    const { executables } = await tool('helm', {
      stderr: 'Error: found in Chart.yaml, but missing in charts/ directory: db\n',
      code: 1,
    });
    expect(await rejection(render(executables))).toMatchObject({
      code: 'RENDER_FAILED',
      hint: expect.stringContaining('helm dependency build') as string,
    });
  });
});
