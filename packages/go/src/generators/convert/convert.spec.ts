import { describe, expect, it } from 'vitest';
import { convertTree, libraryFiles, packageJson, programFiles, type TreeFiles } from './convert.spec.support.ts';

// Excerpts of what the two plugins generate; the real ones are converted in the end-to-end tests.
const nxGo: TreeFiles = {
  'package.json': packageJson('@nx-go/nx-go'),
  'nx.json': { plugins: ['@nx-go/nx-go'] },
  'go.work': 'go 1.26\n\nuse (\n\t./apps/api\n\t./libs/money\n)\n',
  ...programFiles('apps/api', { name: 'api', projectType: 'application', sourceRoot: 'apps/api', tags: ['a'] }),
  ...libraryFiles('libs/money', { name: 'money', projectType: 'library', sourceRoot: 'libs/money', tags: [] }),
};
const goSource = [
  '{projectRoot}/go.mod',
  '{projectRoot}/go.sum',
  '{projectRoot}/**/*.go',
  '{workspaceRoot}/go.work',
  '{workspaceRoot}/go.work.sum',
];
const gonx: TreeFiles = {
  'package.json': packageJson('@naxodev/gonx'),
  'nx.json': {
    plugins: [
      {
        plugin: '@naxodev/gonx',
        options: {
          buildTargetName: 'build',
          serveTargetName: 'serve',
          testTargetName: 'test',
          lintTargetName: 'lint',
          tidyTargetName: 'tidy',
        },
      },
    ],
    namedInputs: { sharedGlobals: ['{workspaceRoot}/go.work'], goSource },
  },
  ...programFiles('apps/api'),
  ...libraryFiles('libs/money'),
};
/** Targets as version 3 of nx-go generated them and its migrations to version 4 left them. */
const explicitTargets = {
  build: {
    executor: '@nx-go/nx-go:build',
    options: { main: 'main.go' },
    cache: true,
    inputs: ['golang'],
    outputs: ['{workspaceRoot}/dist/{projectRoot}*'],
  },
  serve: { executor: '@nx-go/nx-go:serve', options: { main: 'main.go' }, inputs: ['golang'], continuous: true },
  test: { executor: '@nx-go/nx-go:test', options: { cover: true, race: true }, cache: true, inputs: ['golang'] },
  lint: { executor: '@nx-go/nx-go:lint', cache: true, inputs: ['golang'] },
  tidy: {
    executor: '@nx-go/nx-go:tidy',
    cache: true,
    inputs: ['golang'],
    outputs: ['{projectRoot}/go.mod', '{projectRoot}/go.sum'],
  },
};

describe('convert', () => {
  it('takes the place of nx-go where everything is inferred', async () => {
    const { json, report } = await convertTree(nxGo);
    expect(json('nx.json')).toEqual({ plugins: ['@slipway/go'] });
    expect(json('apps/api/project.json')).toEqual(nxGo['apps/api/project.json']);
    expect(json('libs/money/project.json')).toEqual(nxGo['libs/money/project.json']);
    expect(json('package.json')).toMatchObject({ devDependencies: { '@slipway/go': '0.1.0', nx: '22.7.12' } });
    expect(report).toContain('@nx-go/nx-go is out of package.json');
    expect(report).toContain('0 places kept');
  });

  it('takes the place of gonx, and writes down the names that it made of paths', async () => {
    const { json, tree } = await convertTree(gonx);
    expect(json('nx.json')).toEqual({
      plugins: ['@slipway/go'],
      namedInputs: { sharedGlobals: ['{workspaceRoot}/go.work'] },
    });
    const $schema = '../../node_modules/nx/schemas/project-schema.json';
    expect(json('apps/api/project.json')).toEqual({ name: 'apps/api', $schema });
    expect(json('libs/money/project.json')).toEqual({ name: 'libs/money', $schema });
    expect(tree.exists('project.json')).toBe(false);
  });

  it('leaves explicit targets out where the inferred ones do the same', async () => {
    const project = { name: 'api', targets: { ...explicitTargets, docs: { command: 'make docs' } } };
    const namedInputs = { golang: ['{projectRoot}/go.mod'], default: ['{projectRoot}/**/*'] };
    const { json } = await convertTree({
      ...nxGo,
      'apps/api/project.json': project,
      'nx.json': { plugins: ['@nx-go/nx-go'], namedInputs },
    });
    expect(json('apps/api/project.json')).toEqual({
      name: 'api',
      targets: { test: { options: { cover: true, race: true } }, docs: { command: 'make docs' } },
    });
    // Somebody has changed it: it is no longer the plugin's.
    expect(json('nx.json')).toMatchObject({ namedInputs });
  });

  it.each([
    ['nx-go', { ...nxGo, 'apps/api/project.json': { name: 'api', targets: explicitTargets } }],
    ['gonx', gonx],
    [
      'targets that stay',
      {
        ...gonx,
        'apps/api/project.json': { targets: { build: { options: { compiler: 'tinygo' } } } },
        'nx.json': { ...(gonx['nx.json'] as object), release: { projects: ['*'] } },
      },
    ],
  ])('changes nothing the second time: %s', async (_, files) => {
    const once = await convertTree(files);
    const before = once.tree.listChanges().map(({ path, content }) => `${path}\n${String(content)}`);
    const twice = await once.again();
    expect(twice.tree.listChanges().map(({ path, content }) => `${path}\n${String(content)}`)).toEqual(before);
    expect(twice.report).toMatch(/nothing to convert|Nothing to change/);
  });

  it('says so where there is nothing to convert, and changes nothing', async () => {
    const { report, text } = await convertTree({ 'nx.json': '{ "plugins": ["@nx/js"] } // ours\n' });
    expect(report).toBe('Neither @nx-go/nx-go nor @naxodev/gonx is used in this workspace: nothing to convert.');
    expect(text('nx.json')).toBe('{ "plugins": ["@nx/js"] } // ours\n');
  });

  it('keeps comments and layout of nx.json', async () => {
    const nxJson = `{
  // How we work.
  "plugins": [
    "@nx/js", // first
    { "plugin": "@nx-go/nx-go", "options": { "testTargetName": "check" } }
  ],
  /* Rarely changed. */
  "defaultBase": "main",
}
`;
    const { text } = await convertTree({ ...nxGo, 'nx.json': nxJson });
    expect(text('nx.json')).toBe(nxJson.replace('@nx-go/nx-go', '@slipway/go'));
  });

  it('keeps the plugins in package.json on request', async () => {
    const { json } = await convertTree(nxGo, { keepPackages: true });
    expect(json('package.json')).toEqual(nxGo['package.json']);
  });
});
