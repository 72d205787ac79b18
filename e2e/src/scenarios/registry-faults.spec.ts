import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFaultyRegistry, type FaultyRegistry, type RegistryFault } from '../engines/faulty-registry.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import type { Outcome } from '../workspace/run.ts';

const username = 'ci-robot';
const password = 'correct-horse-battery-staple';
const secrets = [password, Buffer.from(`${username}:${password}`).toString('base64')];
const repository = 'acme/orders';

// What `nx run orders:docker-push` makes of a registry that is down, refuses, lies, or stumbles.
describe('docker-push to a registry that', () => {
  const workspace = useWorkspace(nxVersions[0]);
  let registry: FaultyRegistry | undefined;
  let digest: string;

  beforeAll(async () => {
    await workspace().nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
    await workspace().nxOk(['run', 'orders:docker-build']);
    const record = await readFile(join(workspace().root, 'dist/services/orders/image.json'), 'utf8');
    ({ digest } = JSON.parse(record) as { digest: string });
  });
  afterEach(async () => {
    await registry?.close();
    registry = undefined;
  });

  const start = async (auth: Readonly<Record<string, unknown>> = { kind: 'none' }, ...faults: RegistryFault[]) => {
    registry = await startFaultyRegistry(workspace().root, { auth });
    for (const fault of faults) registry.fault(fault);
    return registry;
  };
  /** The user is logged in, with this text as their docker configuration. */
  const push = async (host: string, config = loggedIn(host), flags: readonly string[] = []): Promise<Outcome> => {
    const folder = await mkdtemp(join(workspace().root, 'node_modules/.docker-'));
    await writeFile(join(folder, 'config.json'), config);
    const args = ['run', 'orders:docker-push', `--registry=${host}`, '--tags=v1', ...flags];
    const outcome = await workspace().nx(args, { env: { DOCKER_CONFIG: folder } });
    for (const secret of secrets) expect(outcome.all).not.toContain(secret);
    return outcome;
  };
  const expectRefusal = ({ exitCode, all }: Outcome, code: string, ...texts: readonly string[]) => {
    expect(exitCode, all).not.toBe(0);
    expect(stripVTControlCharacters(all)).toMatch(new RegExp(`^ NX +Cannot .* \\[${code}\\]$`, 'm'));
    expect(all).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    for (const text of texts) expect(all).toContain(text);
    expect(registry?.repository(repository).tags.size).toBe(0);
  };
  const expectPushed = ({ exitCode, all }: Outcome) => {
    expect(exitCode, all).toBe(0);
    expect(all).toContain(`${registry?.host ?? ''}/${repository}@${digest}`);
    expect(registry?.repository(repository).tags.get('v1')).toBe(digest);
    expect(registry?.danglingTags()).toEqual([]);
  };

  it('is down', async () => {
    const { host, close } = await start();
    await close();
    expectRefusal(await push(host), 'REGISTRY_UNREACHABLE', host);
  });

  it('wants a login, with none there', async () => {
    const { host } = await start({ kind: 'basic', username, password });
    expectRefusal(await push(host, '{}'), 'REGISTRY_UNAUTHORIZED', `docker login ${host}`);
  });

  it.each(['basic', 'bearer'])('takes another password, over %s', async (kind) => {
    const { host } = await start({ kind, username, password: 'another' });
    expectRefusal(await push(host), 'REGISTRY_UNAUTHORIZED', `docker login ${host}`);
  });

  it('is asked with a docker configuration that is broken', async () => {
    const { host } = await start({ kind: 'basic', username, password });
    expectRefusal(await push(host, loggedIn(host).slice(0, -2)), 'REGISTRY_CREDENTIALS_INVALID', 'config.json');
  });

  const everyTime = Number.POSITIVE_INFINITY;
  it.each<[string, RegistryFault, string, readonly string[]]>([
    [
      'forbids it, and repeats the secret',
      { action: status(403, {}, `denied for ${secrets.join(' and ')}`), method: 'POST', times: everyTime },
      'REGISTRY_FORBIDDEN',
      ['denied for'],
    ],
    [
      'does not know the repository',
      { action: status(404), method: 'POST', times: everyTime },
      'REGISTRY_NOT_FOUND',
      ['repository'],
    ],
    ['fails for ever', { action: status(503), times: everyTime }, 'REGISTRY_FAILED', ['503', 'Tried ']],
    [
      'asks to come back in an hour',
      { action: status(429, { 'retry-after': '3600' }), times: everyTime },
      'REGISTRY_FAILED',
      ['429', '3600 s'],
    ],
    [
      'names another digest',
      { action: { kind: 'digest-header', value: `sha256:${'0'.repeat(64)}` }, method: 'PUT', path: /manifests/ },
      'REGISTRY_DIGEST_MISMATCH',
      [],
    ],
    [
      'keeps other bytes than it was sent',
      { action: { kind: 'store-other' }, method: 'PUT', path: /manifests/, times: everyTime },
      'REGISTRY_DIGEST_MISMATCH',
      [],
    ],
  ])('%s', async (_, fault, code, texts) => {
    const { host, requests } = await start({ kind: 'basic', username, password }, fault);
    expectRefusal(await push(host), code, ...texts);
    expect(requests().length).toBeLessThan(40);
  });

  it.each<[string, RegistryFault]>([
    ['fails twice', { action: status(503), times: 2 }],
    ['asks for a second of patience', { action: status(429, { 'retry-after': '1' }), method: 'POST' }],
    ['breaks off an upload', { action: { kind: 'reset', afterBytes: 65_536 }, path: /blobs\/uploads\// }],
    ['loses the answer that the tag stands', { action: { kind: 'lose-reply' }, method: 'PUT', path: /manifests/ }],
    ['forgets its tokens on the way', { action: { kind: 'expire-tokens' }, method: 'PUT', path: /blobs/ }],
  ])('%s, and then goes on', async (_, fault) => {
    const { host } = await start({ kind: 'bearer', username, password }, fault);
    expectPushed(await push(host));
  });

  it('has the image already: two requests', async () => {
    const { host, requests, clearLog } = await start();
    expectPushed(await push(host));
    clearLog();
    expectPushed(await push(host));
    expect(requests().map(({ method }) => method)).toEqual(expect.arrayContaining(['HEAD']));
    expect(requests().length).toBeLessThanOrEqual(2);
  });

  it('wants a login that --verbose must not show', async () => {
    const { host } = await start({ kind: 'bearer', username, password });
    expectPushed(await push(host, loggedIn(host), ['--verbose']));
  });

  it('is only asked in a dry run', async () => {
    const { host, requests } = await start();
    const { exitCode, all } = await push(host, '{}', ['--dryRun']);
    expect(exitCode, all).toBe(0);
    expect(all).toContain(`Would push ${host}/${repository}@${digest}`);
    expect(requests().filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
  });
});

function status(code: number, headers: Readonly<Record<string, string>> = {}, body = ''): RegistryFault['action'] {
  return { kind: 'status', status: code, headers, body };
}

function loggedIn(host: string): string {
  return JSON.stringify({ auths: { [host]: { auth: secrets[1] } } });
}
