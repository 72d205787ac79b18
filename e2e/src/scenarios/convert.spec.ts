import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, runOk } from '../workspace/run.ts';
import { findTarballs } from '../workspace/tarballs.ts';

/** A workspace that another plugin has generated, with all of ours installed beside it. */
interface ForeignWorkspace {
  readonly root: string;
  nx(...args: readonly string[]): Promise<string>;
  read(path: string): Promise<string>;
  json(path: string): Promise<Json>;
  write(path: string, content: unknown): Promise<void>;
  /** Names of all projects, sorted. */
  projects(): Promise<readonly string[]>;
  /** Edges between projects: `api → money`. */
  edges(): Promise<readonly string[]>;
  /** Every file that a person keeps: path → text. */
  snapshot(): Promise<Readonly<Record<string, string>>>;
}

type Json = Readonly<Record<string, unknown>>;

/** Installs a plugin for real and lets its own generators make an application that imports a library. */
function useForeignWorkspace(
  nxVersion: string,
  plugin: string,
  generators: readonly (readonly string[])[],
  imported: string,
): () => ForeignWorkspace {
  let root = '';
  const nx = async (...args: readonly string[]) =>
    stripVTControlCharacters((await runOk(['npx', 'nx', ...args], { cwd: root })).all);
  const read = (path: string) => readFile(join(root, path), 'utf8');
  const write = async (path: string, content: unknown) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  };
  beforeAll(async () => {
    root = join(await realpath(tmpdir()), `slipway-e2e-${randomBytes(6).toString('hex')}`);
    await mkdir(root);
    const ours = Object.entries(findTarballs()).filter(([name]) => name.startsWith('@slipway/'));
    const devDependencies = {
      nx: nxVersion,
      '@nx/devkit': nxVersion,
      [plugin]: '4.1.1',
      ...Object.fromEntries(ours.map(([name, file]) => [name, `file:${file}`])),
    };
    await write('package.json', { name: 'acme', private: true, devDependencies });
    await write('nx.json', { analytics: false, neverConnectToCloud: true });
    await write('.gitignore', 'node_modules\n.nx\ndist\n');
    await runOk(['npm', 'install', '--no-audit', '--no-fund'], { cwd: root });
    for (const generator of generators) await nx('g', ...generator, '--no-interactive');
    const lines = ['package main', '', `import "${imported}"`, '', 'var flavour = "plain"', ''];
    const main =
      'func Hello(name string) string { return "Hello " + name }\n\nfunc main() { println(money.Money(flavour)) }';
    await write('apps/api/main.go', [...lines, main, ''].join('\n'));
  });
  afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  return () => ({
    root,
    nx,
    read,
    write,
    json: async (path) => JSON.parse(await read(path)) as Json,
    async projects() {
      const { stdout } = await runOk(['npx', 'nx', 'show', 'projects', '--json'], { cwd: root });
      return (JSON.parse(stdout) as string[]).toSorted();
    },
    async edges() {
      await nx('graph', '--file=dist/graph.json');
      const { graph } = JSON.parse(await read('dist/graph.json')) as {
        readonly graph: { readonly dependencies: Record<string, readonly { readonly target: string }[]> };
      };
      const edges = Object.entries(graph.dependencies).flatMap(([from, to]) =>
        to.map(({ target }) => `${from} → ${target}`),
      );
      return edges.filter((edge) => !edge.includes('npm:')).toSorted();
    },
    async snapshot() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const own = paths.filter((path) => !/\/(node_modules|\.nx|dist|package-lock\.json)(\/|$)/.test(path));
      const texts = await Promise.all(own.map(async (path) => [path, await readFile(path, 'utf8')] as const));
      return Object.fromEntries(texts);
    },
  });
}

/** What the program of `apps/api` prints. */
async function runProgram({ root }: ForeignWorkspace, path: string): Promise<string> {
  return (await runOk([join(root, path)], { cwd: root })).stderr;
}

describe('a workspace of @nx-go/nx-go with a go.work', () => {
  const workspace = useForeignWorkspace(
    '22.7.12',
    '@nx-go/nx-go',
    [
      ['@nx-go/nx-go:init'],
      ['@nx-go/nx-go:application', 'apps/api', '--tags=scope:shop'],
      ['@nx-go/nx-go:library', 'libs/money'],
      ['@nx-go/nx-go:application', 'tools/cli', '--name=shop-cli'],
    ],
    'libs/money',
  );
  let before: { readonly projects: readonly string[]; readonly edges: readonly string[] };

  beforeAll(async () => {
    const { json, write, nx, projects, edges } = workspace();
    // As people set such targets, and as the plugin's own migrations leave them.
    await write('nx.json', {
      ...(await json('nx.json')),
      namedInputs: { golang: ['{projectRoot}/**/*.go', '{workspaceRoot}/go.work'] },
      targetDefaults: { '@nx-go/nx-go:test': { cache: true, options: { count: 1 } } },
    });
    await write('apps/api/project.json', {
      ...(await json('apps/api/project.json')),
      targets: {
        build: {
          executor: '@nx-go/nx-go:build',
          options: { main: 'main.go', flags: ['-ldflags="-X main.flavour=sweet"'] },
          cache: true,
          inputs: ['golang'],
          outputs: ['{workspaceRoot}/dist/{projectRoot}*'],
        },
        test: { options: { coverProfile: 'cover.out' } },
        'build-tiny': { executor: '@nx-go/nx-go:build', options: { compiler: 'tinygo' } },
      },
    });
    await nx('run-many', '--targets=build,test');
    before = { projects: await projects(), edges: await edges() };
    expect(before).toEqual({ projects: ['api', 'money', 'shop-cli'], edges: ['api → money'] });
  });

  it('a dry run shows all of it, and changes nothing', async () => {
    const { nx, snapshot } = workspace();
    const files = await snapshot();
    const text = await nx('g', '@slipway/go:convert', '--dry-run');
    expect(text).toContain('UPDATE apps/api/project.json');
    expect(text).toContain('targets.build-tiny.options.compiler');
    expect(await snapshot()).toEqual(files);
  });

  it('keeps projects and edges, and names what it cannot convert', async () => {
    const { nx, json, projects, edges } = workspace();
    const text = await nx('g', '@slipway/go:convert');
    expect(text).toMatch(/targets\.build-tiny\.options\.compiler\n\s+"tinygo" has no counterpart\..*stays with/);
    expect(await json('nx.json')).toMatchObject({
      plugins: ['@slipway/go'],
      targetDefaults: { '@slipway/go:test': { options: { count: 1 } } },
    });
    expect(await json('apps/api/project.json')).toMatchObject({
      name: 'api',
      tags: ['scope:shop'],
      targets: {
        build: { options: { ldflags: '-X main.flavour=sweet' } },
        test: { options: { coverProfile: 'apps/api/cover.out' } },
        'build-tiny': { executor: '@nx-go/nx-go:build' },
      },
    });
    expect(await projects()).toEqual(before.projects);
    expect(await edges()).toEqual(expect.arrayContaining([...before.edges]));
  });

  it('builds and tests with Go, with the options of before', async () => {
    const { nx, read } = workspace();
    // The plugin has left a file where ours wants a folder.
    expect(await nx('run-many', '--targets=build,test', '--outputStyle=static')).toMatch(/Successfully ran/);
    expect(await runProgram(workspace(), 'dist/apps/api/bin/api')).toBe('Money sweet\n');
    expect(await read('apps/api/cover.out')).toMatch(/^mode: /);
  });

  it('runs what has stayed with the plugin as before', async () => {
    const { exitCode, all } = await run(['npx', 'nx', 'run', 'api:build-tiny'], { cwd: workspace().root });
    expect(exitCode).toBe(1);
    expect(all).toContain('Executing command: tinygo build');
  });

  it('a second run changes nothing; one after the last trace takes the package out', async () => {
    const { nx, json, write, snapshot } = workspace();
    const files = await snapshot();
    expect(await nx('g', '@slipway/go:convert')).toContain('Nothing to change');
    expect(await snapshot()).toEqual(files);
    const { targets, ...project } = await json('apps/api/project.json');
    const { 'build-tiny': _tiny, ...others } = targets as Json;
    await write('apps/api/project.json', { ...project, targets: others });
    await nx('g', '@slipway/go:convert');
    expect(Object.keys((await json('package.json'))['devDependencies'] as Json)).not.toContain('@nx-go/nx-go');
    expect(await nx('g', '@slipway/go:convert')).toContain('nothing to convert');
  });
});

describe('a workspace of @nx-go/nx-go with one module', () => {
  const workspace = useForeignWorkspace(
    '22.7.12',
    '@nx-go/nx-go',
    [
      ['@nx-go/nx-go:init'],
      ['@nx-go/nx-go:convert-to-one-mod'],
      ['@nx-go/nx-go:application', 'apps/api'],
      ['@nx-go/nx-go:library', 'libs/money'],
    ],
    'acme/libs/money',
  );

  it('keeps projects and edges, and builds and tests', async () => {
    const { nx, projects, edges } = workspace();
    const before = { projects: await projects(), edges: await edges() };
    await nx('g', '@slipway/go:convert');
    // The module at the root is one as well: it has the target tidy.
    expect(await projects()).toEqual([...before.projects, 'acme'].toSorted());
    expect(await edges()).toEqual(expect.arrayContaining([...before.edges, 'api → money']));
    await nx('run-many', '--targets=build,test');
    expect(await runProgram(workspace(), 'dist/apps/api/bin/api')).toBe('Money plain\n');
  });
});

describe('a workspace of @naxodev/gonx', () => {
  const workspace = useForeignWorkspace(
    '23.3.2',
    '@naxodev/gonx',
    [
      ['@naxodev/gonx:init', '--addGoDotWork'],
      ['@naxodev/gonx:application', 'apps/api'],
      ['@naxodev/gonx:library', 'libs/money'],
    ],
    'libs/money',
  );
  let before: { readonly projects: readonly string[]; readonly edges: readonly string[] };

  beforeAll(async () => {
    const { json, write, nx, projects, edges } = workspace();
    const nxJson = await json('nx.json');
    await write('nx.json', {
      ...nxJson,
      plugins: [{ plugin: '@naxodev/gonx', options: { buildTargetName: 'compile', tagName: 'lang:go' } }],
      release: { projects: ['*'], projectsRelationship: 'independent' },
    });
    await write(
      'libs/money/gen.go',
      'package money\n\n//go:generate cp money.go copied.txt\n\nconst generated = true\n',
    );
    await nx('run-many', '--targets=compile,test');
    before = { projects: await projects(), edges: await edges() };
    expect(before).toEqual({ projects: ['apps/api', 'libs/money'], edges: ['apps/api → libs/money'] });
  });

  it('keeps the names that the plugin made of paths, tags, target names and edges', async () => {
    const { nx, json, projects, edges } = workspace();
    const text = await nx('g', '@slipway/go:convert');
    expect(await projects()).toEqual(before.projects);
    expect(await edges()).toEqual(expect.arrayContaining([...before.edges]));
    expect((await json('nx.json'))['plugins']).toEqual([
      { plugin: '@slipway/go', options: { buildTargetName: 'compile' } },
    ]);
    expect(await json('apps/api/project.json')).toMatchObject({ name: 'apps/api', tags: ['lang:go'] });
    // Only the plugin knows how to release a Go module.
    expect(text).toContain('targets.nx-release-publish');
    expect(text).toContain('@naxodev/gonx stays installed');
  });

  it('builds and tests with Go, and generates code first', async () => {
    const { nx, root, read } = workspace();
    await rm(join(root, 'libs/money/copied.txt'));
    expect(await nx('run-many', '--targets=compile,test', '--outputStyle=static')).toMatch(/Successfully ran/);
    expect(await read('libs/money/copied.txt')).toBe(await read('libs/money/money.go'));
    expect(await runProgram(workspace(), 'dist/apps/api/bin/api')).toBe('Money plain\n');
  });

  it('a second run changes nothing', async () => {
    const { nx, snapshot } = workspace();
    const files = await snapshot();
    expect(await nx('g', '@slipway/go:convert')).toContain('Nothing to change');
    expect(await snapshot()).toEqual(files);
  });
});
