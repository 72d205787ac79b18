import { join } from 'node:path';
import { renderTemplate } from '@slipway/template/testing';
import { beforeAll, describe, expect, it } from 'vitest';

const directory = join(import.meta.dirname, 'go-service');

async function render(answers: Readonly<Record<string, unknown>>): Promise<ReadonlyMap<string, string>> {
  const { files } = await renderTemplate(directory, answers);
  return new Map(files.map(({ path, bytes }) => [path, bytes.toString()]));
}

describe('a default service', () => {
  let files: ReadonlyMap<string, string>;
  const read = (path: string): string => files.get(path) ?? expect.fail(`there is no ${path}`);
  const seconds = (path: string, pattern: RegExp): number =>
    Number(pattern.exec(read(path))?.[1] ?? expect.fail(`${path} does not say ${String(pattern)}`));

  beforeAll(async () => {
    files = await render({});
  });

  it('has a README that lists exactly the settings the program reads', () => {
    const flags = [...read('internal/app/config.go').matchAll(/fs\.\w+Var\(&c\.\w+, "([a-z-]+)"/g)];
    const rows = [...read('README.md').matchAll(/^\| `([A-Z_]+)` \|/gm)];
    expect(flags.length).toBeGreaterThan(0);
    expect(rows.map(([, variable]) => variable)).toEqual(
      flags.map(([, flag = '']) => flag.toUpperCase().replaceAll('-', '_')),
    );
  });

  it('may take longer to stop than draining and shutting down take together', () => {
    const drain = seconds('k8s/base/kustomization.yaml', /DRAIN_DELAY=(\d+)s/);
    const shutdown = seconds('k8s/base/kustomization.yaml', /SHUTDOWN_TIMEOUT=(\d+)s/);
    expect(seconds('k8s/base/deployment.yaml', /terminationGracePeriodSeconds: (\d+)/)).toBe(drain + shutdown + 5);
    expect(seconds('compose.yaml', /stop_grace_period: (\d+)s/)).toBeGreaterThan(shutdown);
    expect(seconds('internal/app/app.go', /WriteTimeout: +(\d+) \* time\.Second/)).toBeLessThanOrEqual(shutdown);
  });

  it('stays within the size a person reads', () => {
    const lines = (isTest: boolean): number =>
      [...files]
        .filter(([path]) => path.endsWith('.go') && path.endsWith('_test.go') === isTest)
        .reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0);
    expect(lines(false)).toBeLessThan(400);
    expect(lines(true)).toBeLessThan(400);
  });
});

describe('an input', () => {
  it.each([
    ['port', { port: 80 }],
    ['port', { port: 65536 }],
    ['port', { port: 8080.5 }],
    ['adminPort', { port: 9090 }],
    ['greeting', { greeting: '' }],
    ['kind', { kind: 'grpc' }],
    ['goVersion', { goVersion: '1.24' }],
    ['goVersion', { goVersion: '2' }],
    ['replicas', { replicas: 1 }],
    ['cpu', { cpu: '100m-' }],
    ['cpu', { cpu: '2-100m' }],
    ['memory', { memory: '128MB' }],
    ['memory', { memory: '16Mi' }],
    ['environments', { environments: [] }],
    ['environments', { environments: ['Dev'] }],
    ['environments', { environments: ['dev', 'dev'] }],
    ['namespace', { name: 'x'.repeat(60), environments: ['prod'] }],
    ['module', { module: 'example.com/a b' }],
    ['name', { name: 'tmp' }],
  ])('that is bad is refused, naming %s: %j', async (name, answers) => {
    await expect(render(answers)).rejects.toThrow(new RegExp(`\\b${name}\\b`));
  });

  it('that is bad does not hide another one', async () => {
    const refusal = render({ port: 9090, cpu: '2-1', memory: '16Mi' });
    await expect(refusal).rejects.toThrow(/adminPort/);
    await expect(refusal).rejects.toThrow(/cpu/);
    await expect(refusal).rejects.toThrow(/memory/);
  });
});
