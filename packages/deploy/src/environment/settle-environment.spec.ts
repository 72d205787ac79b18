import { describe, expect, it } from 'vitest';
import type { KnownEnvironments, PlaceOptions } from './choose-environment.ts';
import { releaseName } from './release-name.ts';
import { settleEnvironment } from './settle-environment.ts';

const known: KnownEnvironments = {
  project: 'orders',
  target: 'deploy',
  configurations: {
    dev: { environment: 'dev', context: 'kind-dev', namespace: 'orders', registry: 'localhost:5000/' },
    prod: { environment: 'prod', context: 'prod', createNamespace: true, driverOptions: { a: 1 } },
    'prod-eu': { environment: 'prod', context: 'prod-eu' },
    qa: { context: 'qa' },
  },
  base: { timeout: 60, context: 'of the target' },
  broken: { old: ['timeout is "long", not a number'] },
  unserved: { stage: 'orders has no k8s/overlays/stage' },
};

/** What Nx hands over: options of the target, then of the configuration, then flags. */
const settle = (flags: PlaceOptions, configuration?: string, more: Partial<KnownEnvironments> = {}) => {
  const all = { ...known, ...more, ...(configuration === undefined ? {} : { configuration }) };
  const settings = configuration === undefined ? {} : all.configurations[configuration];
  return settleEnvironment({ ...all.base, ...settings, ...flags }, all);
};
const refusal = (...given: Parameters<typeof settle>): unknown => {
  try {
    return settle(...given);
  } catch (error) {
    return error;
  }
};

describe('settleEnvironment', () => {
  it('fills in every default', () => {
    expect(settle({}, 'prod', { base: {} })).toEqual({
      name: 'prod',
      release: 'orders',
      driver: 'kubernetes',
      driverOptions: { a: 1 },
      context: 'prod',
      createNamespace: true,
      insecure: false,
      overlay: 'prod',
      values: [],
      timeout: 300,
      settle: 10,
      rollbackOnFailure: false,
    });
    expect(settle({ timeout: 8 }, 'prod')).toMatchObject({ timeout: 8, settle: 4 });
    expect(settle({}, 'dev').registry).toBe('localhost:5000');
  });

  it.each<[string, PlaceOptions, string | undefined, object]>([
    ['a configuration', {}, 'dev', { name: 'dev', context: 'kind-dev', timeout: 60 }],
    ['a flag over a configuration', { namespace: 'x', timeout: 5 }, 'dev', { namespace: 'x', timeout: 5 }],
    ['--environment alone', { environment: 'dev' }, undefined, { name: 'dev', context: 'kind-dev', timeout: 60 }],
    [
      'a flag over --environment, one by one',
      { environment: 'dev', namespace: 'x', context: 'mine' },
      undefined,
      { name: 'dev', namespace: 'x', context: 'mine', registry: 'localhost:5000' },
    ],
    ['both, where they agree', { environment: 'dev' }, 'dev', { name: 'dev' }],
    ['a configuration of another name', {}, 'prod-eu', { name: 'prod', context: 'prod-eu', overlay: 'prod' }],
    ['a configuration of project.json that names none', {}, 'qa', { name: 'qa', context: 'qa' }],
  ])('takes %s', (_, flags, configuration, settled) => {
    expect(settle(flags, configuration)).toMatchObject(settled);
  });

  it('guesses no environment, and says which there are', () => {
    expect(refusal({})).toMatchObject({
      code: 'ENVIRONMENT_REQUIRED',
      details: ['Known: dev, prod, prod-eu, qa.', 'Not "stage": orders has no k8s/overlays/stage.'],
      hint: 'Run: nx run orders:deploy:dev',
    });
    expect(refusal({}, undefined, { configurations: {}, unserved: {} })).toMatchObject({
      code: 'ENVIRONMENT_REQUIRED',
      details: ['"orders" has no environments.'],
      hint: expect.stringContaining('"environments": { "dev"') as string,
    });
  });

  it.each<[string, string, object]>([
    ['prdo', 'ENVIRONMENT_UNKNOWN', { hint: 'Did you mean "prod"?' }],
    ['elsewhere', 'ENVIRONMENT_UNKNOWN', { details: ['Known: dev, prod, prod-eu, qa.'] }],
    ['constructor', 'ENVIRONMENT_UNKNOWN', {}],
    [
      'stage',
      'MANIFESTS_MISSING',
      { summary: 'nx.json has the environment "stage", but orders has no k8s/overlays/stage.' },
    ],
    ['old', 'ENVIRONMENT_INVALID', { details: ['timeout is "long", not a number'] }],
  ])('refuses --environment=%s with %s', (environment, code, content) => {
    expect(refusal({ environment })).toMatchObject({ code, ...content });
  });

  it('refuses two environments at once, and a target with a default', () => {
    expect(refusal({ environment: 'prod' }, 'dev')).toMatchObject({
      code: 'ENVIRONMENT_INVALID',
      hint: 'Run: nx run orders:deploy:prod',
    });
    expect(refusal({}, 'dev', { defaultConfiguration: 'dev' })).toMatchObject({
      code: 'ENVIRONMENT_INVALID',
      summary: 'The target "deploy" of "orders" has the default configuration "dev".',
    });
  });

  it('names every problem of the settings at once', () => {
    const flags: PlaceOptions = {
      namespace: 'Orders',
      context: '--server=evil',
      server: 'cluster.example.com',
      registry: 'acme',
      store: 'docker',
      overlay: '../prod',
      values: ['../secrets.yaml', '/etc/values.yaml', 'chart/ok.yaml', 'C:\\values.yaml'],
      timeout: 0,
      settle: -1,
    };
    expect(refusal(flags, 'dev')).toMatchObject({
      code: 'ENVIRONMENT_INVALID',
      details: [
        'namespace is "Orders"; it may hold small letters, digits and dashes, 63 at most',
        'overlay is "../prod", not the name of a folder in k8s/overlays',
        'context is "--server=evil", which a command would take for a flag',
        'server is "cluster.example.com", not an address such as https://cluster.example.com:6443',
        'registry is "acme", which has no dot or port; for Docker Hub write docker.io/acme',
        'registry and store are both given; images come from one of them',
        'values: "../secrets.yaml" is no file of the project',
        'values: "/etc/values.yaml" is no file of the project',
        'values: "C:\\values.yaml" is no file of the project',
        'timeout is 0; it is a number of seconds from 1 to 5400',
        'settle is -1; it is a number of seconds from 0 to 5400',
      ],
    });
  });

  it.each<[PlaceOptions, string]>([
    [{ timeout: 20, settle: 20 }, 'settle is 20 s, and timeout only 20 s: no release could be ready in time'],
    [{ server: 'https://me:secret@example.com' }, 'server holds a user or a password'],
    [{ registry: 'ghcr.io/acme:1' }, 'registry is "ghcr.io/acme:1", not a registry such as ghcr.io/acme'],
    [{ registry: 'https://ghcr.io' }, 'registry is "https://ghcr.io", not a registry such as ghcr.io/acme'],
    [
      { namespace: 'a'.repeat(64) },
      `namespace is "${'a'.repeat(64)}"; it may hold small letters, digits and dashes, 63 at most`,
    ],
  ])('refuses %o', (flags, problem) => {
    expect(refusal(flags, 'prod')).toMatchObject({ code: 'ENVIRONMENT_INVALID', details: [problem] });
  });

  it.each(['https://10.0.0.1:6443', 'ssh://me@example.com', 'unix:///var/run/docker.sock'])(
    'takes the server %s',
    (server) => {
      expect(settle({ server }, 'prod').server).toBe(server);
    },
  );

  it.each(['localhost:5000', 'ghcr.io/acme', 'docker.io/acme', '127.0.0.1:5000/a/b/'])(
    'takes the registry %s',
    (registry) => {
      expect(settle({ registry }, 'prod').registry).toBe(registry.replace(/\/$/, ''));
    },
  );
});

describe('releaseName', () => {
  it.each([
    ['orders', 'orders'],
    ['Orders', /^orders-[0-9a-f]{8}$/],
    ['@acme/orders', /^acme-orders-[0-9a-f]{8}$/],
    ['a'.repeat(70), /^a{50}-[0-9a-f]{8}$/],
    ['訂單', /^[0-9a-f]{8}$/],
  ])('%s is a label of DNS', (project, name) => {
    expect(releaseName(project)).toMatch(name);
  });

  it('keeps apart what differs', () => {
    expect(new Set(['a_b', 'a.b', 'a-b', 'A-b', '@a/b'].map(releaseName)).size).toBe(5);
  });
});
