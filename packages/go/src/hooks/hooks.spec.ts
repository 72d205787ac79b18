import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrepareRequest, Prepared } from '@slipway/template';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiskReader } from '../inference/disk-reader.ts';
import { isGoInstalled } from '../testing/go-installed.ts';
import { makeWorkspace, type Files } from '../testing/make-workspace.ts';
import { gitRemotePath } from './git-remote.ts';
import { hooks } from './index.ts';

const service = {
  kind: 'http',
  module: '',
  goModule: 'auto',
  port: 8080,
  adminPort: 9090,
  deploy: 'kustomize',
  environments: ['dev', ' prod '],
  replicas: 3,
  cpu: '100m-1',
  memory: '128Mi',
};

interface Given {
  readonly files?: Files;
  readonly answers?: object;
  readonly projectRoot?: string;
  readonly projectName?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

async function requestOf(given: Given): Promise<PrepareRequest> {
  const { files = {}, answers = {}, projectRoot = 'services/orders', options = {} } = given;
  const root = await makeWorkspace(onTestFinished, files);
  const reader = createDiskReader(root);
  return {
    workspaceRoot: root,
    workspaceName: 'acme',
    projectRoot,
    projectName: given.projectName ?? projectRoot.split('/').at(-1) ?? '',
    answers: { ...service, ...answers },
    tree: {
      exists: (path) => existsSync(join(root, path)),
      read: reader.read,
      children: (path) =>
        reader
          .list(path)
          .map(({ name }) => name)
          .sort(),
    },
    projects: Object.keys(files)
      .filter((file) => file.endsWith('/go.mod'))
      .map((file) => ({ name: file, root: file.replace('/go.mod', '') })),
    pluginOptions: (plugin) => (plugin === '@slipway/go' ? options : {}),
  };
}

async function prepare(given: Given = {}): Promise<Prepared> {
  const prepared = await hooks.prepare?.(await requestOf(given));
  if (prepared === undefined) throw new Error('no prepare');
  return prepared;
}

describe('prepare', () => {
  it('completes the answers of a first service', async () => {
    expect(await prepare()).toEqual({
      answers: {
        ...service,
        goModule: 'own',
        module: 'example.com/acme/orders',
        goVersion: '1.26',
        environments: ['dev', 'prod'],
      },
      computed: {
        packagePrefix: 'example.com/acme/orders',
        packageName: 'orders',
        goLine: '1.26.0',
        goMinor: '1.26',
        moduleFromProject: '.',
        projectFromModule: '.',
        image: 'registry.example.com/acme/orders',
        cpuRequest: '100m',
        cpuLimit: '1',
        memoryLimit: '115MiB',
        maxReplicas: 10,
      },
      problems: [],
    });
  });

  it('makes packages of a module that lies above', async () => {
    const { answers, computed, problems } = await prepare({ files: { 'go.mod': 'module a.b/acme\n\ngo 1.25.3\n' } });
    expect(problems).toEqual([]);
    expect(answers).toMatchObject({ goModule: 'root', module: 'a.b/acme', goVersion: '1.25.3' });
    expect(computed).toMatchObject({
      packagePrefix: 'a.b/acme/services/orders',
      goLine: '1.25.3',
      moduleFromProject: '../..',
      projectFromModule: 'services/orders',
    });
  });

  it('asks nothing of a library but its module', async () => {
    const request = await requestOf({ projectRoot: 'libs/money-format' });
    const prepared = await hooks.prepare?.({ ...request, answers: { goModule: 'auto' } });
    expect(prepared?.problems).toEqual([]);
    expect(prepared?.computed).not.toHaveProperty('cpuRequest');
    expect(prepared?.computed).toMatchObject({ packageName: 'moneyformat' });
  });

  it.each<[string, Given, string]>([
    [
      'modules in the same folder',
      { files: { 'services/pay/go.mod': 'module go.acme.io/svc/pay\n', 'libs/a/go.mod': 'module a.b/a\n' } },
      'go.acme.io/svc/orders',
    ],
    [
      'modules named by their whole folder',
      { files: { 'libs/a/go.mod': 'module github.com/acme/shop/libs/a\n' } },
      'github.com/acme/shop/services/orders',
    ],
    [
      'modules named by the last part of it',
      { files: { 'libs/a/go.mod': 'module go.acme.io/a\n' } },
      'go.acme.io/orders',
    ],
    [
      'the option modulePrefix',
      { options: { modulePrefix: 'github.com/acme/shop/' } },
      'github.com/acme/shop/services/orders',
    ],
    [
      'the git remote',
      { files: { '.git/config': '[core]\n[remote "origin"]\n\turl = git@github.com:acme/shop.git\n' } },
      'github.com/acme/shop/services/orders',
    ],
    ['the workspace, where Go takes nothing else', { options: { modulePrefix: 'acme' } }, 'example.com/acme/orders'],
  ])('derives the module from %s', async (_, given, module) => {
    expect((await prepare(given)).answers['module']).toBe(module);
  });

  it('follows the version of go.work', async () => {
    const { answers, computed } = await prepare({ files: { 'go.work': 'go 1.27.1\n' } });
    expect(answers['goVersion']).toBe('1.27.1');
    expect(computed).toMatchObject({ goLine: '1.27.1', goMinor: '1.27' });
  });

  it('names every problem at once', async () => {
    const answers = {
      module: 'acme/orders',
      goVersion: '1.20',
      adminPort: 8080,
      cpu: '2-1',
      memory: '16Mi',
      environments: ['dev', 'dev '],
    };
    expect((await prepare({ answers, projectRoot: 'services/tmp' })).problems).toEqual([
      'module is "acme/orders", which Go does not take: its first part "acme" has no dot; begin with a domain, for example example.com/acme',
      'goVersion is 1.20; the code needs 1.25 or newer',
      'name is "tmp", a folder of every image, where the program lies at /tmp',
      'port and adminPort are both 8080',
      'cpu is 2-1; the request 2 is above the limit 1',
      'memory is 16Mi; it must be at least 32Mi',
      'environments names "dev" twice',
    ]);
  });

  it.each<[string, Given, string]>([
    [
      'a root module that is not there',
      { answers: { goModule: 'root' } },
      'goModule is root, but no go.mod lies above services/orders',
    ],
    [
      'another module than the one above',
      { files: { 'go.mod': 'module a.b/acme\ngo 1.26\n' }, answers: { module: 'a.b/x' } },
      'module is "a.b/x", but the project becomes part of the module "a.b/acme" in go.mod; use --goModule=own for one of its own',
    ],
    [
      'another Go than the module above',
      { files: { 'go.mod': 'module a.b/acme\ngo 1.26.1\n' }, answers: { goVersion: '1.27' } },
      'goVersion is 1.27, but go.mod says go 1.26.1',
    ],
    [
      'a module that is there already',
      { files: { 'libs/a/go.mod': 'module a.b/a\n' }, answers: { module: 'a.b/a' } },
      'module is "a.b/a", which is the module in libs/a already',
    ],
    ['a broken go.work', { files: { 'go.work': 'go 1.26\nuse (\n' } }, 'go.work:2: the block "use (" is never closed'],
    [
      'a name that Go guards',
      { projectRoot: 'services/internal' },
      'name is "internal", a folder that Go treats specially',
    ],
    [
      'a namespace that is too long',
      { projectRoot: `services/${'a'.repeat(60)}`, answers: { environments: ['dev'] } },
      `the namespace "${'a'.repeat(60)}-dev" is longer than 63 characters`,
    ],
    ['a CPU of nothing', { answers: { cpu: '0.0-1' } }, 'cpu is 0.0-1; no part of it may be zero'],
  ])('refuses %s', async (_, given, problem) => {
    expect((await prepare(given)).problems).toContain(problem);
  });

  it.each(['go-to', 'func', 'f-mt'])('refuses a library called %s if that is no package name', async (name) => {
    const request = await requestOf({ projectRoot: `libs/${name}` });
    const prepared = await hooks.prepare?.({ ...request, answers: {} });
    expect(prepared?.problems).toEqual([
      `name is "${name}", and "${name.replace('-', '')}" cannot be the name of its package`,
    ]);
  });
});

describe('finish', () => {
  async function finish(given: Given): Promise<PrepareRequest> {
    const request = await requestOf(given);
    const prepared = await hooks.prepare?.(request);
    const write = () => expect.unreachable('finish writes on disk only, under a lock');
    const later = await hooks.finish?.({ ...request, answers: prepared?.answers ?? {}, write });
    await later?.();
    return request;
  }

  it('makes a go.work with every module there is, at the newest of their versions', async () => {
    const files = {
      'libs/a/go.mod': 'module a.b/a\n\ngo 1.27.1\n',
      'services/orders/go.mod': 'module a.b/orders\n\ngo 1.26.0\n',
    };
    const { workspaceRoot } = await finish({ files, answers: { skipTidy: true } });
    expect(await readFile(join(workspaceRoot, 'go.work'), 'utf8')).toBe(
      'go 1.27.1\n\nuse (\n\t./libs/a\n\t./services/orders\n)\n',
    );
  });

  it('adds nothing but the new module to a go.work that is there', async () => {
    const files = { 'go.work': 'go 1.27.0\n\nuse ./libs/b\n', 'libs/a/go.mod': 'module a.b/a\n' };
    const { workspaceRoot } = await finish({ files, answers: { skipTidy: true } });
    expect(await readFile(join(workspaceRoot, 'go.work'), 'utf8')).toBe(
      'go 1.27.0\n\nuse ./libs/b\nuse ./services/orders\n',
    );
  });

  it('leaves a workspace of one module alone', async () => {
    const { workspaceRoot } = await finish({ files: { 'go.mod': 'module a.b/acme\n\ngo 1.26.0\n' } });
    expect(await readdir(workspaceRoot)).toEqual(['go.mod']);
  });

  it.skipIf(!isGoInstalled())('tidies the new module', async () => {
    const files = {
      'services/orders/go.mod': 'module example.com/orders\n\n\n\ngo 1.25.0\n',
      'services/orders/a.go': 'package a\n',
    };
    const { workspaceRoot } = await finish({ files, answers: { goVersion: '1.25' } });
    const goMod = await readFile(join(workspaceRoot, 'services/orders/go.mod'), 'utf8');
    expect(goMod).toBe('module example.com/orders\n\ngo 1.25.0\n');
  });
});

it.each([
  ['https://github.com/acme/shop.git', 'github.com/acme/shop'],
  ['https://user:secret@git.acme.io:8443/team/shop', 'git.acme.io/team/shop'],
  ['ssh://git@github.com:22/acme/shop.git', 'github.com/acme/shop'],
  ['git@GitHub.com:acme/shop.git', 'github.com/acme/shop'],
  ['../elsewhere', undefined],
  ['/srv/git/shop.git', undefined],
  ['https://localhost/shop', undefined],
])('reads the git remote %s', (url, expected) => {
  const config = `[remote "fork"]\n\turl = https://x.y/z\n[remote "origin"]\n\turl = ${url}\n\tfetch = x\n[branch "main"]\n`;
  expect(gitRemotePath(config)).toBe(expected);
});
