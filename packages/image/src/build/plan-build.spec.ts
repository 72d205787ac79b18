import { isSlipwayError, hostPlatform, type SlipwayError } from '@slipway/kit';
import { describe, expect, it } from 'vitest';
import type { BuildFacts, BuildOptions } from './build-options.ts';
import { defaultImageName, imageNameProblems } from './image-name.ts';
import { planBuild } from './plan-build.ts';

const facts: BuildFacts = {
  projectName: 'orders',
  workspaceName: '@acme/shop',
  mainPackages: ['./cmd/orders'],
  hasDockerfile: true,
  sourceDateEpoch: undefined,
};

function failure(options: BuildOptions, changes: Partial<BuildFacts> = {}): SlipwayError {
  try {
    planBuild(options, { ...facts, ...changes });
  } catch (error) {
    if (isSlipwayError(error)) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('planBuild', () => {
  it('needs no option at all', () => {
    expect(planBuild({}, facts)).toEqual({
      driver: 'go',
      driverOptions: {},
      name: 'shop/orders',
      platforms: [hostPlatform()],
      mainPackage: './cmd/orders',
      binary: 'orders',
      version: 'dev',
      revision: '',
      dockerfile: 'Dockerfile',
      config: { ports: [], labels: {}, env: {} },
      sourceDateEpoch: 0,
      executables: {},
    });
  });

  it('sorts, and drops what is said twice', () => {
    const plan = planBuild(
      { platforms: ['linux/arm64, linux/amd64', 'linux/arm64/v8'], ports: [9090, 8080, 9090] },
      facts,
    );
    expect(plan.platforms).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ]);
    expect(plan.config.ports).toEqual([8080, 9090]);
  });

  it.each<{
    readonly what: string;
    readonly main?: string;
    readonly mainPackages: readonly string[];
    readonly chosen: readonly [string | undefined, string];
  }>([
    {
      what: 'named as the project',
      mainPackages: ['.', './cmd/orders', './cmd/worker'],
      chosen: ['./cmd/orders', 'orders'],
    },
    { what: 'the only one', mainPackages: ['./cmd/x'], chosen: ['./cmd/x', 'x'] },
    { what: 'the root', mainPackages: ['.', './cmd/a', './cmd/b'], chosen: ['.', 'orders'] },
    { what: 'asked for', main: 'cmd/b/', mainPackages: ['./cmd/a', './cmd/b'], chosen: ['./cmd/b', 'b'] },
    { what: 'none', mainPackages: [], chosen: [undefined, 'orders'] },
  ])('chooses the main package: $what', ({ main, mainPackages, chosen }) => {
    const plan = planBuild(main === undefined ? {} : { main }, { ...facts, mainPackages });
    expect([plan.mainPackage, plan.binary]).toEqual(chosen);
  });

  it('builds a Dockerfile where there is no Go program, and refuses a project with neither', () => {
    expect(planBuild({}, { ...facts, mainPackages: [] }).driver).toBe('buildx');
    expect(failure({}, { mainPackages: [], hasDockerfile: false }).code).toBe('NOTHING_TO_BUILD');
    expect(planBuild({ driver: './x.mjs' }, { ...facts, mainPackages: [], hasDockerfile: false }).driver).toBe(
      './x.mjs',
    );
  });

  it('names every problem at once', () => {
    const error = failure(
      {
        platforms: ['linux', 'windows'],
        image: 'ghcr.io/acme/x',
        ports: [0, 1.5, 70_000],
        env: { '1x': 'a', 'a b': 'b' },
        appVersion: '1 2',
        revision: '-x',
        dockerfile: '/etc/x',
        healthcheck: [],
      },
      { sourceDateEpoch: '1.5', mainPackages: ['./cmd/a', './cmd/b'] },
    );
    expect(error.code).toBe('OPTIONS_INVALID');
    expect(error.details).toHaveLength(14);
    for (const name of [
      'platforms',
      'image',
      'ports',
      'env',
      'appVersion',
      'revision',
      'dockerfile',
      'healthcheck',
      'SOURCE_DATE_EPOCH',
      'main',
    ]) {
      expect(error.details.join('\n')).toContain(name);
    }
  });

  it.each(['../Dockerfile', 'a/../../Dockerfile', 'C:\\Dockerfile', '.'])('refuses the Dockerfile %s', (dockerfile) => {
    expect(failure({ dockerfile }).details.join()).toContain('inside the project');
  });
});

describe('image names', () => {
  it.each([
    ['@acme/shop', 'orders', 'shop/orders'],
    [undefined, 'Orders API', 'orders-api'],
    ['x', '@team/orders', 'x/orders'],
    ['..', 'a__.b', 'a_b'],
  ])('are made of %s and %s', (workspace, project, name) => {
    expect(defaultImageName(workspace, project)).toBe(name);
    expect(imageNameProblems(name)).toEqual([]);
  });

  it.each([
    'Acme/x',
    'acme/x:v1',
    `acme/x@sha256:${'a'.repeat(64)}`,
    'localhost/x',
    'https://x',
    '',
    '-rf',
    '../x',
    'ghcr.io/x',
    'docker.io/library/x',
  ])('refuse %j', (name) => {
    expect(imageNameProblems(name)).toHaveLength(1);
  });
});
