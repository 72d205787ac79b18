import { describe, expect, it } from 'vitest';
import { convertTree, libraryFiles, packageJson, programFiles } from '../convert.spec.support.ts';

/** A workspace with one program, `apps/api`, and what a case says of its nx.json and project.json. */
async function convertWith(
  plugin: string,
  nxJson: object,
  project?: unknown,
  files: Readonly<Record<string, unknown>> = {},
) {
  const converted = await convertTree({
    'package.json': packageJson(plugin),
    'nx.json': { plugins: [plugin], ...nxJson },
    ...programFiles('apps/api', project),
    ...files,
  });
  const { json, report } = converted;
  return {
    ...converted,
    report,
    nxJson: json('nx.json'),
    project: json('apps/api/project.json'),
    npm: json('package.json'),
  };
}

const nxGo = '@nx-go/nx-go';
const gonx = '@naxodev/gonx';

describe('plugins of nx.json', () => {
  it.each([
    [
      'names',
      [{ plugin: nxGo, options: { buildTargetName: 'compile', testTargetName: 'test' } }],
      [{ plugin: '@slipway/go', options: { buildTargetName: 'compile' } }],
    ],
    [
      'serve of gonx is called run',
      [{ plugin: gonx, options: { runTargetName: 'dev', serveTargetName: 'no' } }],
      [{ plugin: '@slipway/go', options: { serveTargetName: 'dev' } }],
    ],
    [
      'a name of ours',
      [{ plugin: nxGo, options: { lintTargetName: 'fmt' } }],
      [{ plugin: '@slipway/go', options: { lintTargetName: 'fmt', fmtTargetName: 'go-fmt' } }],
    ],
    [
      'ours beside',
      ['@nx/js', nxGo, { plugin: '@slipway/go', options: { modulePrefix: 'x.y' } }, '@slipway/image'],
      ['@nx/js', { plugin: '@slipway/go', options: { modulePrefix: 'x.y' } }, '@slipway/image'],
    ],
    ['both', [nxGo, gonx], ['@slipway/go']],
    ['limits', [{ plugin: nxGo, exclude: ['examples/**'] }], [{ plugin: '@slipway/go', exclude: ['examples/**'] }]],
  ])('%s', async (_, plugins, expected) => {
    expect((await convertWith(nxGo, { plugins })).nxJson).toEqual({ plugins: expected });
  });

  it('names what an option no longer does', async () => {
    const plugins = [{ plugin: gonx, include: ['apps/**'], options: { skipGoDependencyCheck: true } }];
    const { report } = await convertWith(gonx, { plugins });
    expect(report).toContain('plugins.0.options.skipGoDependencyCheck');
    expect(report).toContain('plugins.0.include');
  });

  it('leaves projects alone that a plugin did not see', async () => {
    const plugins = [{ plugin: gonx, include: ['apps/**'] }];
    const { json } = await convertWith(gonx, { plugins }, undefined, libraryFiles('libs/money'));
    expect(json('apps/api/project.json')).toMatchObject({ name: 'apps/api' });
    expect(json('libs/money/project.json')).toBeNull();
  });
});

describe('targetDefaults', () => {
  it.each([
    [
      'an executor',
      { '@nx-go/nx-go:test': { options: { race: true } } },
      { '@slipway/go:test': { options: { race: true } } },
    ],
    ['an executor that says nothing new', { '@nx-go/nx-go:test': { cache: true, inputs: ['golang'] } }, undefined],
    [
      'a name',
      { test: { cache: true, inputs: ['golang'], options: { coverProfile: 'c.out' } } },
      { test: { cache: true, options: { coverProfile: '{projectRoot}/c.out' } } },
    ],
    [
      'a name for many',
      { build: { dependsOn: ['^build'], options: { tsConfig: 'x', flags: ['-tags=a'] } } },
      {
        build: { dependsOn: ['^build'], options: { tsConfig: 'x', flags: ['-tags=a'] } },
        '@slipway/go:build': { dependsOn: ['^build'], options: { tags: ['a'] } },
      },
    ],
    [
      'a name of others',
      { e2e: { cache: true }, '@nx/js:tsc': { cache: true } },
      { e2e: { cache: true }, '@nx/js:tsc': { cache: true } },
    ],
    [
      'a list of Nx 23',
      {
        build: [
          { filter: { plugin: nxGo }, options: { main: 'main.go' } },
          { filter: { plugin: '@nx/js' }, options: { a: 1 } },
        ],
      },
      {
        build: [
          { filter: { plugin: '@slipway/go' }, options: { main: '.' } },
          { filter: { plugin: '@nx/js' }, options: { a: 1 } },
        ],
      },
    ],
    ['the executor of a name', { test: { executor: '@nx-go/nx-go:test', cache: true } }, { test: { cache: true } }],
  ])('%s', async (_, targetDefaults, expected) => {
    const { nxJson, npm } = await convertWith(nxGo, { targetDefaults });
    expect((nxJson as { targetDefaults?: unknown }).targetDefaults).toEqual(expected);
    expect(Object.keys((npm as { devDependencies: object }).devDependencies)).not.toContain(nxGo);
  });

  it('with options that we lack keep all such targets with the plugin', async () => {
    const targetDefaults = { build: { cache: true, options: { compiler: 'tinygo' } } };
    const { nxJson, project, npm, report } = await convertWith(nxGo, { targetDefaults });
    expect(nxJson).toEqual({
      plugins: ['@slipway/go'],
      targetDefaults: { build: { cache: true }, '@nx-go/nx-go:build': targetDefaults.build },
    });
    expect(project).toMatchObject({ name: 'api', targets: { build: { executor: '@nx-go/nx-go:build', cache: true } } });
    expect(npm).toEqual(packageJson(nxGo));
    expect(report).toContain('targetDefaults.build.options.compiler');
  });
});

describe('targets of a project', () => {
  it('a second target of a kind runs our executor, and knows what it reads', async () => {
    const image = {
      executor: '@nx-go/nx-go:build',
      cache: true,
      inputs: ['golang'],
      options: { flags: ['-tags=image'] },
    };
    const { project } = await convertWith(nxGo, {}, { name: 'api', targets: { image } });
    expect(project).toEqual({
      name: 'api',
      targets: {
        image: {
          executor: '@slipway/go:build',
          cache: true,
          outputs: ['{workspaceRoot}/dist/{projectRoot}/bin'],
          inputs: ['default', '^default', '{workspaceRoot}/go.work', { runtime: 'go version' }],
          options: { tags: ['image'] },
        },
      },
    });
  });

  it('one that stays is untouched; one that only added to it is written down whole', async () => {
    const lint = { executor: '@nx-go/nx-go:lint', options: { linter: 'revive' } };
    const targets = { lint, build: { options: { compiler: 'tinygo' }, dependsOn: ['gen'] } };
    const { project, report } = await convertWith(nxGo, {}, { name: 'api', targets });
    expect(project).toMatchObject({
      targets: {
        lint,
        build: {
          executor: '@nx-go/nx-go:build',
          cache: true,
          outputs: ['{workspaceRoot}/dist/{projectRoot}*'],
          options: { compiler: 'tinygo' },
          dependsOn: ['gen'],
        },
      },
    });
    expect(report).toContain('The target stays with @nx-go/nx-go.');
    expect(report).toContain('@nx-go/nx-go stays installed: 2 places named here still need it.');
  });

  it('in package.json are converted as well', async () => {
    const targets = {
      test: { executor: '@naxodev/gonx:test', options: { race: true } },
      lint: { executor: '@naxodev/gonx:lint', options: { linter: 'x' } },
    };
    const { json, report } = await convertWith(gonx, {}, undefined, { 'apps/api/package.json': { nx: { targets } } });
    expect(json('apps/api/package.json')).toEqual({
      nx: { targets: { test: { options: { race: true } }, lint: targets.lint } },
    });
    expect(report).toContain('apps/api/package.json: nx.targets.lint.options.linter');
  });

  it('keep what the inferred inputs would not know, with a remark', async () => {
    const targets = { test: { inputs: ['golang', '{projectRoot}/fixtures/**'] } };
    const namedInputs = { golang: ['{projectRoot}/**/*.go'] };
    const { project, nxJson, report } = await convertWith(nxGo, { namedInputs }, { name: 'api', targets });
    expect(project).toEqual({ name: 'api', targets });
    expect(nxJson).toMatchObject({ namedInputs });
    expect(report).toContain('targets.test.inputs');
  });

  it('get cgo where a file imports "C", and generate first where gonx did', async () => {
    const { project } = await convertWith(gonx, {}, undefined, {
      'apps/api/c.go': 'package main\n\nimport "C"\n',
      'apps/api/gen.go': 'package main\n\n//go:generate stringer\n',
    });
    expect(project).toMatchObject({
      targets: {
        build: { options: { cgo: true }, dependsOn: ['generate'] },
        serve: { options: { cgo: true } },
        test: { dependsOn: ['generate'] },
      },
    });
  });

  it('of air are written down, since nothing infers them any more', async () => {
    const { project, report } = await convertWith(nxGo, {}, undefined, { 'apps/api/.air.toml': '' });
    expect(project).toMatchObject({
      name: 'api',
      targets: { 'serve:air': { executor: '@nx-go/nx-go:serve-air', continuous: true } },
    });
    expect(report).toContain('targets.serve:air');
  });
});

describe('the rest', () => {
  it('tags and release settings that gonx inferred are written down', async () => {
    const plugins = [{ plugin: gonx, options: { tagName: 'lang:go', releasePublishTargetName: 'publish' } }];
    const { project, report } = await convertWith(gonx, { plugins, release: {} }, { tags: ['a'] });
    expect(project).toEqual({
      name: 'apps/api',
      tags: ['a', 'lang:go'],
      targets: {
        publish: {
          executor: '@naxodev/gonx:release-publish',
          options: { moduleRoot: 'apps/api' },
          configurations: { development: { dryRun: true } },
        },
      },
      release: { version: { versionActions: '@naxodev/gonx/src/release/go-version-actions' } },
    });
    expect(report).toContain('release.version.versionActions');
  });

  it('generators', async () => {
    const generators = {
      [nxGo]: { application: { tags: 'a, b', skipFormat: true }, init: { skipFormat: true } },
      '@nx-go/nx-go:lib': { tags: 'c' },
      '@nx-go/nx-go:preset': { x: 1 },
      '@nx/js': { library: { bundler: 'none' } },
    };
    const { nxJson, report } = await convertWith(nxGo, { generators });
    expect(nxJson).toMatchObject({
      generators: {
        '@slipway/go:go-service': { tags: ['a', 'b'] },
        '@slipway/go:go-library': { tags: ['c'] },
        '@nx-go/nx-go:preset': { x: 1 },
        '@nx/js': { library: { bundler: 'none' } },
      },
    });
    expect(report).toContain('generators.@nx-go/nx-go:preset');
  });

  it('named inputs that only the plugin knew are written down while they are in use', async () => {
    const targets = { docs: { command: 'x', inputs: ['goSource', '^goSource'] } };
    const { nxJson } = await convertWith(gonx, {}, { targets });
    expect(nxJson).toMatchObject({
      namedInputs: { goSource: expect.arrayContaining(['{projectRoot}/go.mod']) as unknown },
    });
  });

  it('projects that would be called alike keep their paths as names', async () => {
    const { json } = await convertWith(gonx, {}, undefined, { ...programFiles('libs/api'), ...programFiles('tool') });
    expect(json('libs/api/project.json')).toMatchObject({ name: 'libs/api' });
    // One folder deep both of us say the same: there is nothing to write down.
    expect(json('tool/project.json')).toBeNull();
  });

  it('a program that lies where a folder has to be is removed', async () => {
    const { tree } = await convertWith(nxGo, {}, undefined, { 'dist/apps/api': 'program', 'dist/apps/other': 'x' });
    expect([tree.exists('dist/apps/api'), tree.exists('dist/apps/other')]).toEqual([false, true]);
  });

  it('what nobody foresaw keeps the package, and is named', async () => {
    const sync = { globalGenerators: ['@naxodev/gonx:sync'] };
    const scripts = { new: 'nx g @naxodev/gonx:app x', other: 'nx g @naxodev/gonx-extra:x' };
    const { report, json } = await convertWith(gonx, { sync }, undefined, {
      'package.json': { ...(packageJson(gonx) as object), scripts },
    });
    expect(report).toContain('nx.json: sync.globalGenerators.0');
    expect(report).toContain('package.json: scripts.new');
    expect(report).not.toContain('scripts.other');
    expect(json('package.json')).toMatchObject({ devDependencies: { [gonx]: '^4.1.1' } });
  });
});
