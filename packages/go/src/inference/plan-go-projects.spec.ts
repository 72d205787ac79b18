import { describe, expect, it, onTestFinished } from 'vitest';
import { projectsOf } from './testing/project-fixtures.ts';
import { makeWorkspace, type Files } from '../testing/make-workspace.ts';

async function plan(files: Files, options: object = {}) {
  return projectsOf(await makeWorkspace(onTestFinished, files), files, options);
}

const main = 'package main\n\nfunc main() {}\n';
/** The targets of every project with packages. */
const ofPackages = ['build', 'test', 'lint', 'fmt', 'generate', 'bench', 'fuzz', 'vuln'];

describe('planGoProjects', () => {
  it('gives a service all targets and a library those without a program', async () => {
    const projects = await plan({
      'services/orders/go.mod': 'module a.b/orders\n',
      'services/orders/cmd/orders/main.go': main,
      'libs/money/go.mod': 'module a.b/money\n',
      'libs/money/money.go': 'package money\n',
    });
    expect(Object.keys(projects['orders']?.targets ?? {})).toEqual([...ofPackages, 'serve', 'tidy']);
    expect(Object.keys(projects['money']?.targets ?? {})).toEqual([...ofPackages, 'tidy']);
    expect(projects['orders']).toMatchObject({
      projectType: 'application',
      targets: {
        build: { cache: true, options: { outputPath: 'dist/services/orders/bin' }, outputs: ['{options.outputPath}'] },
        test: { cache: true },
        lint: { cache: true },
        serve: { continuous: true },
      },
    });
    const targets = Object.entries(projects['orders']?.targets ?? {});
    // What changes files, measures, looks something up or runs until it is stopped is done each time.
    expect(targets.filter(([, { cache }]) => cache === true).map(([name]) => name)).toEqual(['build', 'test', 'lint']);
    expect(projects['money']?.projectType).toBe('library');
  });

  it('lints again when a linter comes, or its configuration changes anywhere above', async () => {
    const projects = await plan({ 'libs/deep/a/go.mod': 'module a.b/c\n', 'libs/deep/a/main.go': main });
    const inputs = projects['a']?.targets?.['lint']?.inputs;
    // Without one go vet runs, and its verdict would stand for ever.
    expect(inputs).toContainEqual({ runtime: 'golangci-lint version' });
    expect(inputs).toContainEqual({ runtime: 'staticcheck -version' });
    for (const name of ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json', 'staticcheck.conf'])
      for (const folder of ['', 'libs/', 'libs/deep/']) expect(inputs).toContain(`{workspaceRoot}/${folder}${name}`);
  });

  it('describes every target', async () => {
    const projects = await plan({ 'go.mod': 'module a.b/c\n', 'main.go': main });
    for (const target of Object.values(projects['c']?.targets ?? {})) {
      expect(target.metadata?.description).toMatch(/^[A-Z].*[a-z]$/);
      expect(target.executor).toMatch(/^@slipway\/go:/);
    }
  });

  it('takes services in one root module for projects, whose inputs hold the shared go.mod', async () => {
    const projects = await plan({
      'go.mod': 'module a.b/acme\n',
      'services/orders/project.json': '{ "name": "orders" }',
      'services/orders/cmd/orders/main.go': main,
      'web/project.json': '{ "name": "web" }',
      'web/index.ts': '',
    });
    expect(Object.keys(projects)).toEqual(['acme', 'orders']);
    // The module itself has no package of its own: what is in it belongs to orders.
    expect(Object.keys(projects['acme']?.targets ?? {})).toEqual(['tidy']);
    expect(Object.keys(projects['orders']?.targets ?? {})).toEqual([...ofPackages, 'serve']);
    expect(projects['orders']?.targets?.['build']?.inputs).toContain('{workspaceRoot}/go.mod');
    expect(projects['orders']?.metadata?.['slipway']).toMatchObject({ moduleRoot: '.', module: 'a.b/acme' });
  });

  it('makes a configuration of each of several programs', async () => {
    const projects = await plan({
      'a/go.mod': 'module a.b/a\n',
      'a/cmd/api/main.go': main,
      'a/cmd/worker/main.go': main,
      'a/tools/api/main.go': main,
    });
    expect(projects['a']?.targets?.['serve']?.configurations).toEqual({
      'cmd-api': { main: './cmd/api' },
      worker: { main: './cmd/worker' },
      'tools-api': { main: './tools/api' },
    });
  });

  it('keeps a project with a broken go.mod and says where it is broken', async () => {
    const projects = await plan({ 'a/go.mod': 'module a.b/a\nrequire (\n', 'b/go.mod': 'module a.b/b\n' });
    expect(projects['a']?.metadata?.['slipway']).toMatchObject({
      problems: ['a/go.mod:2: the block "require (" is never closed'],
    });
    expect(projects['b']?.metadata?.['slipway']).toMatchObject({ problems: [] });
  });

  it('names targets as the options say, and keeps bad options for the targets to report', async () => {
    const files = { 'a/go.mod': 'module a.b/a\n', 'a/a.go': 'package a\n' };
    const projects = await plan(files, { buildTargetName: 'compile', testTargetName: 'compile', lintTargetNam: 'x' });
    expect(Object.keys(projects['a']?.targets ?? {})).toEqual(['compile', ...ofPackages.slice(1), 'tidy']);
    expect(projects['a']?.metadata?.['slipway']).toMatchObject({
      problems: [
        'nx.json: options of @slipway/go: "lintTargetNam" is not an option; did you mean "lintTargetName"?',
        'nx.json: options of @slipway/go: buildTargetName and testTargetName are both "compile"',
      ],
    });
  });

  it('plans the same whatever the order of the files', async () => {
    const files = {
      'go.work': 'use ./z\n',
      'z/go.mod': 'module a.b/z\n',
      'z/z.go': 'package z\n',
      'a/z/go.mod': 'module a.b/az\n',
      'a/z/z.go': 'package z\n',
    };
    const root = await makeWorkspace(onTestFinished, files);
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(JSON.stringify(projectsOf(root, reversed))).toBe(JSON.stringify(projectsOf(root, files)));
  });
});
