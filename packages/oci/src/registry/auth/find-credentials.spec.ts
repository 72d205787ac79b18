import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Credentials } from './credentials.ts';
import { createCredentialsFinder } from './find-credentials.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const never = new AbortController().signal;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'slipway-credentials-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(join(home, path, '..'), { recursive: true });
  await writeFile(join(home, path), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A helper that writes what it was asked into a file, and answers with `script`. */
async function writeHelper(name: string, script: string): Promise<void> {
  await mkdir(join(home, 'bin'), { recursive: true });
  await writeFile(join(home, 'bin', `docker-credential-${name}`), `#!/bin/sh\ncat > "${home}/asked"\n${script}\n`, {
    mode: 0o755,
  });
}

async function find(
  registry: string,
  repository = 'team/x',
  env: Record<string, string> = {},
): Promise<string | undefined> {
  const finder = createCredentialsFinder({ home, env: { PATH: `${home}/bin:/usr/bin:/bin`, ...env } });
  return describeCredentials(await finder(registry, repository, never));
}

function describeCredentials(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined) return undefined;
  return credentials.kind === 'password'
    ? `${credentials.username}:${credentials.password}`
    : `${credentials.kind} ${credentials.token}`;
}

describe("Docker's config.json", () => {
  it.each([
    ['host:5000', { 'host:5000': { auth: base64('u:p') } }, 'u:p'],
    ['host:5000', { 'https://host:5000/v1/': { auth: base64('u:p') } }, 'u:p'],
    ['host:5000', { 'host:5000/team': { auth: base64('u:p') } }, 'u:p'],
    ['host', { host: { username: 'u', password: 'p' } }, 'u:p'],
    ['host', { host: { auth: base64('u:p:with:colons') } }, 'u:p:with:colons'],
    ['host', { host: { identitytoken: 'long' } }, 'identity-token long'],
    ['host', { host: { auth: base64('<token>:long') } }, 'identity-token long'],
    ['host', { host: { registrytoken: 'as-is' } }, 'registry-token as-is'],
    ['docker.io', { 'https://index.docker.io/v1/': { auth: base64('u:p') } }, 'u:p'],
    ['host', { 'host:5000': { auth: base64('u:p') } }, undefined],
    ['host', { host: {} }, undefined],
    ['host', { 'other/host': { auth: base64('u:p') } }, undefined],
  ])('answers for %s from %j: %s', async (registry, auths, found) => {
    await write('.docker/config.json', { auths });
    expect(await find(registry)).toBe(found);
  });

  it('is looked for in $DOCKER_CONFIG', async () => {
    await write('.docker/config.json', { auths: { host: { auth: base64('home:p') } } });
    await write('elsewhere/config.json', { auths: { host: { auth: base64('u:p') } } });
    expect(await find('host', 'x', { DOCKER_CONFIG: join(home, 'elsewhere') })).toBe('u:p');
  });

  it('is optional', async () => {
    expect(await find('host')).toBeUndefined();
  });

  it.each(['{"auths":{"host":{"auth":"c2VjcmV0OnNlY3JldA==', '[]', { auths: { host: { auth: base64('no colon') } } }])(
    'is refused without quoting it: %j',
    async (content) => {
      await write('.docker/config.json', content);
      const error = await find('host').then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: 'REGISTRY_CREDENTIALS_INVALID' });
      expect(String(error)).toContain('config.json');
      expect(String(error)).not.toContain('c2VjcmV0');
    },
  );
});

describe("podman's auth.json", () => {
  const auths = {
    host: { auth: base64('all:p') },
    'host/team': { auth: base64('team:p') },
    'host/team/inner': { auth: base64('inner:p') },
    'closed/only': { auth: base64('only:p') },
  };

  it.each([
    ['host', 'team/inner/x', 'inner:p'],
    ['host', 'team/x', 'team:p'],
    ['host', 'teams/x', 'all:p'],
    ['closed', 'only', 'only:p'],
    ['closed', 'other', undefined],
  ])('answers for %s/%s: %s', async (registry, repository, found) => {
    await write('run/containers/auth.json', { auths });
    expect(await find(registry, repository, { XDG_RUNTIME_DIR: join(home, 'run') })).toBe(found);
  });

  it('goes first when REGISTRY_AUTH_FILE names it, else last', async () => {
    await write('.docker/config.json', { auths: { host: { auth: base64('docker:p') } } });
    await write('.config/containers/auth.json', { auths });
    expect(await find('host')).toBe('docker:p');
    const file = join(home, '.config/containers/auth.json');
    expect(await find('host', 'x', { REGISTRY_AUTH_FILE: file })).toBe('all:p');
    expect(await find('closed', 'only')).toBe('only:p');
  });
});

describe('a credential helper', () => {
  const answer = `echo '{"ServerURL":"x","Username":"u","Secret":"p"}'`;

  it('is asked for host and port, without a line end', async () => {
    await writeHelper('one', answer);
    await write('.docker/config.json', { credHelpers: { 'host:5000': 'one' }, credsStore: 'two' });
    expect(await find('host:5000')).toBe('u:p');
    expect(await readFile(join(home, 'asked'), 'utf8')).toBe('host:5000');
  });

  it('knows Docker Hub by its old address', async () => {
    await writeHelper('store', answer);
    await write('.docker/config.json', { credsStore: 'store' });
    expect(await find('docker.io')).toBe('u:p');
    expect(await readFile(join(home, 'asked'), 'utf8')).toBe('https://index.docker.io/v1/');
  });

  it('may know nothing: then the file is read', async () => {
    await writeHelper('store', 'echo "credentials not found in native keychain"; exit 1');
    await write('.docker/config.json', { credsStore: 'store', auths: { host: { auth: base64('file:p') } } });
    expect(await find('host')).toBe('file:p');
    expect(await find('other')).toBeUndefined();
  });

  it('may answer with an identity token', async () => {
    await writeHelper('store', `echo '{"Username":"<token>","Secret":"long"}'`);
    await write('.docker/config.json', { credsStore: 'store' });
    expect(await find('host')).toBe('identity-token long');
  });

  it.each([
    ['missing', undefined, 'not on the PATH'],
    ['broken', 'echo very-secret; echo very-secret >&2; exit 3', 'exit code 3'],
    ['garbled', 'echo very-secret', 'not JSON'],
    ['../evil', undefined, 'its name'],
  ])('that is %s is named, and its output is not quoted', async (name, script, why) => {
    if (script !== undefined) await writeHelper(name, script);
    await write('.docker/config.json', { credsStore: name });
    const error = await find('host').then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'REGISTRY_CREDENTIALS_INVALID' });
    expect(String(error)).toContain(`docker-credential-${name}`);
    expect(String(error)).toContain(why);
    expect(String(error)).not.toContain('very-secret');
  });
});
