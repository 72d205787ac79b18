import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRegistry, type TestRegistry } from '../testing/index.ts';
import { readRoots } from './certificates.ts';
import { ConnectionFailure } from './http/connection-failure.ts';
import type { HttpReply } from './http/http-message.ts';
import { createTransport } from './http/transport.ts';
import { createRegistryClient } from './registry-client.ts';

let folder: string;
let registry: TestRegistry;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-tls-'));
  // Go brings a program along that makes certificates; Node has none.
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const program = join(root, 'src/crypto/tls/generate_cert.go');
  const args = ['run', program, '--host', '127.0.0.1', '--ca', '--ecdsa-curve', 'P256'];
  execFileSync('go', args, { cwd: folder, stdio: 'ignore', env: { ...process.env, GOFLAGS: '' } });
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  registry = await startRegistry({ tls: { key: await read('key.pem'), cert: await read('cert.pem') } });
}, 120_000);
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

/** Asks as a client does that was not told to be lenient. */
async function ask(url: string, certificateFolders: readonly string[]): Promise<HttpReply> {
  const transport = createTransport({
    signal: new AbortController().signal,
    concurrency: 1,
    idle: 10_000,
    roots: (host) => readRoots(certificateFolders, host, undefined),
    verifies: () => true,
  });
  return await transport.send({ method: 'GET', url: new URL(url) }).finally(() => transport.close());
}

it('trusts the roots in certs.d/<host:port>, and no other', async () => {
  const certs = join(folder, 'certs.d');
  await mkdir(join(certs, registry.host), { recursive: true });
  await writeFile(join(certs, registry.host, 'ca.crt'), await readFile(join(folder, 'cert.pem')));
  expect(await ask(`${registry.origin}/v2/`, [join(folder, 'none'), certs])).toMatchObject({ status: 200 });
  const refused = ask(`${registry.origin}/v2/`, [join(folder, 'none')]);
  await expect(refused).rejects.toMatchObject({ kind: 'certificate' });
  await expect(refused).rejects.toBeInstanceOf(ConnectionFailure);
});

it('keeps the roots of Node beside those in certs.d', async () => {
  const roots = await readRoots([join(folder, 'certs.d')], registry.host, undefined);
  expect(roots?.length).toBeGreaterThan(50);
});

it('says that a registry speaks no TLS', async () => {
  const plain = await startRegistry();
  await expect(ask(`https://${plain.host}/v2/`, [])).rejects.toMatchObject({ kind: 'no-tls' });
  await plain.close();
});

it('finds out that a registry on this machine speaks TLS', async () => {
  const client = createRegistryClient({ registry: registry.host, credentials: () => Promise.resolve(undefined) });
  expect(await client.headManifest('team/x', 'v1')).toBeUndefined();
  expect(client.requestCount()).toBe(3);
  client.close();
});
