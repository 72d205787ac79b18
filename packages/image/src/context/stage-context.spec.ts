import { mkdir, mkdtemp, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestWorkspace, type TestWorkspace } from '../testing/go-project.ts';
import { renderDockerignore } from './dockerignore.ts';
import { stageContext } from './stage-context.ts';

const workspaces: TestWorkspace[] = [];
afterEach(async () => {
  for (const workspace of workspaces.splice(0)) await workspace.remove();
});

const main = (imported: string) =>
  `package main\n\nimport "${imported}"\n\nfunc main() { println(${imported.split('/').at(-1) ?? ''}.Name) }\n`;
const library = (name: string) => `package ${name}\n\nconst Name = "${name}"\n`;
const twoModules = {
  'services/orders/go.mod': 'module example.com/orders\n\ngo 1.25\n',
  'services/orders/main.go': main('example.com/money'),
  'services/orders/.dockerignore': '# comment\nk8s\n!k8s/keep\n**/node_modules\n',
  'libs/money/go.mod': 'module example.com/money\n\ngo 1.25\n',
  'libs/money/money.go': library('money'),
  'libs/unused/go.mod': 'module example.com/unused\n\ngo 1.25\n',
  'libs/unused/unused.go': library('unused'),
};

async function stage(
  files: Readonly<Record<string, string>>,
  project = 'services/orders',
  before?: (root: string) => Promise<void>,
) {
  const workspace = await createTestWorkspace(files);
  workspaces.push(workspace);
  await before?.(workspace.root);
  const directory = await mkdtemp(join(workspace.root, 'staged-'));
  const projectRoot = join(workspace.root, project);
  const context = await stageContext({ workspaceRoot: workspace.root, projectRoot, directory });
  return { context, directory, projectRoot, root: workspace.root };
}

async function files(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

/** What a Dockerfile does with the context: build where MODULE_DIR says, with nothing else of the workspace around. */
function goBuild(context: { readonly contextDir: string; readonly moduleDir: string }, target = '.') {
  const args = ['build', '-C', context.moduleDir, '-o', '/dev/null', target];
  return spawnSync('go', args, {
    cwd: context.contextDir,
    encoding: 'utf8',
    env: { ...process.env, GOPROXY: 'off' },
  });
}

describe('stageContext', () => {
  it('takes the project itself where that is enough', async () => {
    const { context, projectRoot, directory } = await stage({
      'services/orders/go.mod': 'module example.com/orders\n',
      'services/orders/main.go': 'package main\n\nfunc main() {}\n',
    });
    expect(context).toEqual({ contextDir: projectRoot, moduleDir: '.' });
    expect(await files(directory)).toEqual([]);
  });

  it('copies exactly the modules of a go.work that the program imports', async () => {
    const { context, directory } = await stage({
      ...twoModules,
      'go.work': 'go 1.25\n\nuse (\n\t./services/orders\n\t./libs/money\n\t./libs/unused\n)\n',
    });
    expect(context).toEqual({ contextDir: directory, moduleDir: 'services/orders' });
    expect(await files(directory)).toEqual([
      '.dockerignore',
      'go.work',
      'libs/money/go.mod',
      'libs/money/money.go',
      'services/orders/.dockerignore',
      'services/orders/go.mod',
      'services/orders/main.go',
    ]);
    expect(goBuild(context)).toMatchObject({ status: 0 });
  });

  it('follows a replace to a folder, also through the module it leads to', async () => {
    const { context, directory } = await stage({
      ...twoModules,
      'services/orders/go.mod': [
        'module example.com/orders',
        'go 1.25',
        'require (',
        '\texample.com/money v0.0.0',
        '\texample.com/unused v0.0.0',
        ')',
        'replace example.com/money => ../../libs/money',
        'replace example.com/unused => ../../libs/unused',
        '',
      ].join('\n'),
      'libs/money/go.mod': 'module example.com/money\n\ngo 1.25\n\nrequire example.com/unused v0.0.0\n',
      'libs/money/money.go': 'package money\n\nimport "example.com/unused"\n\nconst Name = unused.Name\n',
    });
    expect(await files(directory)).toContain('libs/unused/unused.go');
    expect(await files(directory)).not.toContain('go.work');
    expect(goBuild(context)).toMatchObject({ status: 0 });
  });

  it('takes the module above a project that has none of its own', async () => {
    const { context, directory } = await stage(
      {
        'backend/go.mod': 'module example.com/backend\n\ngo 1.25\n',
        'backend/services/orders/cmd/orders/main.go': main('example.com/backend/money'),
        'backend/money/money.go': library('money'),
        'backend/node_modules/x/index.js': '',
        'backend/nested/go.mod': 'module example.com/nested\n',
        'backend/nested/nested.go': library('nested'),
        'other/big.bin': 'x',
      },
      'backend/services/orders',
    );
    expect(context).toEqual({ contextDir: directory, moduleDir: '.' });
    expect(await files(directory)).toEqual([
      '.dockerignore',
      'go.mod',
      'money/money.go',
      'services/orders/cmd/orders/main.go',
    ]);
    expect(goBuild(context, './services/orders/cmd/orders')).toMatchObject({ status: 0 });
  });

  it('never follows a link out of a module', async () => {
    const { directory } = await stage(
      {
        ...twoModules,
        'go.work': 'go 1.25\n\nuse (\n\t./services/orders\n\t./libs/money\n)\n',
        'secret.txt': 'secret',
      },
      'services/orders',
      async (root) => {
        await mkdir(join(root, 'services/orders/data'));
        await symlink('../../../secret.txt', join(root, 'services/orders/data/out'));
        await symlink(join(root, 'secret.txt'), join(root, 'services/orders/data/absolute'));
        await symlink('../main.go', join(root, 'services/orders/data/in'));
        await symlink('../../..', join(root, 'services/orders/data/folder'));
      },
    );
    expect(await readdir(join(directory, 'services/orders/data'))).toEqual(['in']);
    expect(await readlink(join(directory, 'services/orders/data/in'))).toBe('../main.go');
  });

  it('refuses a module outside the workspace', async () => {
    const outside = {
      ...twoModules,
      'services/orders/go.mod':
        'module example.com/orders\nrequire example.com/x v0.0.0\nreplace example.com/x => ../../../x\n',
    };
    await expect(stage(outside)).rejects.toMatchObject({ code: 'PATH_OUTSIDE_WORKSPACE' });
  });

  it('moves the patterns of .dockerignore to where the project is', async () => {
    expect(renderDockerignore('# c\nk8s\n!k8s/keep\n/dist\n', 'services/orders')).toBe(
      'services/orders/k8s\n!services/orders/k8s/keep\nservices/orders/dist\n',
    );
    const { directory } = await stage({
      ...twoModules,
      'go.work': 'go 1.25\n\nuse (\n\t./services/orders\n\t./libs/money\n)\n',
    });
    expect(await readFile(join(directory, '.dockerignore'), 'utf8')).toBe(
      'services/orders/k8s\n!services/orders/k8s/keep\nservices/orders/**/node_modules\n',
    );
  });
});
