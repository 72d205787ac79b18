import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cancelled, type DeployTarget } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { digestOfCa } from './check-place.ts';
import { connect } from './connect.ts';
import { createKubectlBench, kubeconfigOf, targetOf, type KubectlBench } from './fake-kubectl.spec.support.ts';
import { freezeContext } from './frozen-context.ts';
import type { KubernetesOptions } from './kubernetes-options.ts';
import { openKubectl } from './kubectl.ts';
import { startProxy } from './start-proxy.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function createBench(): KubectlBench {
  const bench = createKubectlBench();
  vi.stubEnv('KUBECONFIG', bench.kubeconfig);
  return bench;
}

const certificate = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What the proxy behind a client says of itself. */
async function ask(
  client: KubeClient,
): Promise<{ readonly server: string; readonly args: string; readonly kuberc: string }> {
  const answer = await client.send({ method: 'GET', path: '/api/v1/x' });
  if (!answer.ok) throw new Error(answer.message);
  const { name, annotations = {} } = answer.object.metadata;
  return { server: name, args: annotations['args'] ?? '', kuberc: annotations['kuberc'] ?? '' };
}

const kill = (client: KubeClient) => client.send({ method: 'DELETE', path: '/die' }).catch(() => undefined);

/** Connects and expects it to be refused. */
async function refusalOf(bench: KubectlBench, target: Partial<DeployTarget> = {}, options: KubernetesOptions = {}) {
  const opened = bench.run((context) => connect(targetOf(target), context).then((connection) => connection.close()), {
    options,
  });
  return await opened.then(
    () => expect.fail('It was not refused.'),
    (error: unknown) => error as Error,
  );
}

describe('connect', () => {
  it('opens the way to the named context, privately, and leaves nothing behind', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { server: 'https://prod.example:6443', namespace: 'shop' }, dev: {} }, 'dev');
    const socketFolder = await bench.run(async (context) => {
      const connection = await connect(targetOf({ context: 'prod' }), context);
      expect(connection).toMatchObject({ contextName: 'prod', namespace: 'shop' });
      expect(connection.client.server).toBe('https://prod.example:6443');
      expect(connection.place).toEqual([
        { label: 'context', value: 'prod' },
        { label: 'cluster', value: 'https://prod.example:6443' },
        { label: 'namespace', value: 'shop, where the manifests name none' },
        { label: 'user', value: 'prod-user' },
      ]);
      const { server, args, kuberc } = await ask(connection.client);
      expect([server, kuberc]).toEqual(['https://prod.example:6443', 'off']);
      expect(args).not.toContain('--append-server-path');
      const [, frozen = '', socket = ''] = /--kubeconfig=(\S+) --unix-socket=(\S+)/.exec(args) ?? [];
      expect(statSync(frozen).mode & 0o777).toBe(0o600);
      expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
      expect(frozen.startsWith(context.workDir)).toBe(true);
      // The limit for the path of a socket on macOS.
      expect(Buffer.byteLength(socket)).toBeLessThan(104);
      await connection.close();
      await connection.close();
      return dirname(socket);
    });
    expect(() => statSync(socketFolder)).toThrow('ENOENT');
  });

  it('names the namespace of the environment as the one that is meant', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { namespace: 'shop' } });
    const place = await bench.run(async (context) => {
      const connection = await connect(targetOf({ context: 'prod', namespace: 'orders' }), context);
      await connection.close();
      return connection.place;
    });
    expect(place).toContainEqual({ label: 'namespace', value: 'orders' });
  });

  const seesAll = process.getuid?.() === 0 || process.platform === 'win32';
  it.skipIf(seesAll)(
    `does without looking for what others left where the folder cannot be listed${seesAll ? ' (needs rights: nothing is hidden from this user)' : ''}`,
    async () => {
      const bench = createBench();
      bench.writeKubeconfig({ prod: {} });
      const folder = mkdtempSync(join(tmpdir(), 'slw'));
      chmodSync(folder, 0o300);
      vi.stubEnv('TMPDIR', folder);
      await bench.run((context) => connect(targetOf({ context: 'prod' }), context).then(({ close }) => close()));
    },
  );

  it('stays where it is when the context is switched during the run', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { server: 'https://one.example' } }, 'prod');
    await bench.run(async (context) => {
      const { client, close } = await connect(targetOf({ context: 'prod' }), context);
      bench.writeKubeconfig({ prod: { server: 'https://two.example' } }, 'prod');
      expect((await ask(client)).server).toBe('https://one.example');
      // Also the proxy that is started in place of a dead one.
      await kill(client);
      expect((await ask(client)).server).toBe('https://one.example');
      await close();
    });
  });

  it('starts a dead proxy once more, and no more than once', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: {} });
    await bench.run(async (context) => {
      const { client, close } = await connect(targetOf({ context: 'prod' }), context);
      await kill(client);
      const answers = await Promise.all(Array.from({ length: 12 }, () => ask(client)));
      expect(answers).toHaveLength(12);
      await kill(client);
      await expect(ask(client)).rejects.toMatchObject({
        code: 'CLUSTER_FAILED',
        summary: 'kubectl proxy, which the deploy talks through, ended by itself.',
      });
      await close();
    });
  });

  it('takes the kubeconfig of the option, also from the home folder', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { server: 'https://wrong.example' } });
    const home = mkdtempSync(join(tmpdir(), 'slipway-spec-'));
    vi.stubEnv('HOME', home);
    writeFileSync(join(home, 'prod.json'), kubeconfigOf({ prod: { server: 'https://right.example' } }));
    const open = bench.run(
      (context) =>
        connect(targetOf({ context: 'prod' }), context).then(async (connection) => {
          await connection.close();
          return connection.client.server;
        }),
      { options: { kubeconfig: '~/prod.json' } },
    );
    expect(await open).toBe('https://right.example');
  });

  it('tells kubectl of a server that has a path', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { server: 'https://rancher.example/k8s/clusters/c-1' } });
    await bench.run(async (context) => {
      const { client, close } = await connect(targetOf({ context: 'prod' }), context);
      expect((await ask(client)).args).toContain('--append-server-path=true');
      await close();
    });
  });

  it('finds a short folder where that for temporary files is long', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: {} });
    const long = join(mkdtempSync(join(tmpdir(), 'slipway-spec-')), 'x'.repeat(90));
    mkdirSync(long);
    vi.stubEnv('TMPDIR', long);
    await bench.run(async (context) => {
      const { client, close } = await connect(targetOf({ context: 'prod' }), context);
      expect((await ask(client)).args).toContain('--unix-socket=/tmp/slw-');
      await close();
    });
  });

  it('can do without sockets', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: {} });
    await bench.run(async (context) => {
      const kubectl = await openKubectl(context);
      const frozen = freezeContext('prod', kubectl);
      const proxy = await startProxy({ kubectl: kubectl.file, frozen, socketFolder: undefined }, context);
      expect(proxy.transport).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
      await proxy.close();
    });
  });

  it('ends what it began when the run is cancelled meanwhile', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { user: { token: 'mute' } } });
    const controller = new AbortController();
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith(`slw-${process.pid}-`));
    const opened = bench.run((context) => connect(targetOf({ context: 'prod' }), context), {
      signal: controller.signal,
    });
    await bench.hasPrinted(' proxy ');
    controller.abort(cancelled('SIGINT'));
    await expect(opened).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`slw-${process.pid}-`))).toEqual(before);
  });
});

describe('a place that was not named', () => {
  it('is refused, with what could be named', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: {}, staging: {} }, 'staging');
    expect(await refusalOf(bench)).toMatchObject({
      code: 'PLACE_UNNAMED',
      summary: 'Environment "prod" does not say which cluster it is: it names no context.',
      details: ['Contexts of the kubeconfig: prod, staging (current).'],
      state: 'Nothing was changed.',
      hint: 'Set environments.prod.context in nx.json, or add --context=prod.',
    });
  });

  it.each([
    ['kind-dev', 'https://127.0.0.1:45123'],
    ['k3d-dev', 'https://0.0.0.0:45123'],
    ['minikube', 'https://192.168.49.2:8443'],
    ['docker-desktop', 'https://kubernetes.docker.internal:6443'],
    ['orbstack', 'https://k8s.orb.local:26443'],
    ['rancher-desktop', 'https://[::1]:6443'],
  ])('may be %s at %s, where that is the current context', async (name, server) => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: {}, [name]: { server } }, name);
    const opened = bench.run((context) =>
      connect(targetOf(), context).then(async (connection) => {
        await connection.close();
        return connection.contextName;
      }),
    );
    expect(await opened).toBe(name);
    bench.writeKubeconfig({ prod: {}, [name]: { server } }, 'prod');
    expect(await refusalOf(bench)).toMatchObject({ code: 'PLACE_UNNAMED' });
  });

  it('is not taken for local by its name alone', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ minikube: { server: 'https://prod.example:6443' } }, 'minikube');
    expect(await refusalOf(bench)).toMatchObject({ code: 'PLACE_UNNAMED' });
  });

  it('is refused where there is no context at all', async () => {
    const bench = createBench();
    bench.writeKubeconfig({});
    expect(await refusalOf(bench)).toMatchObject({
      code: 'PLACE_UNNAMED',
      details: ['The kubeconfig has no context.'],
    });
  });
});

describe('a place that is not the expected one', () => {
  it('is refused, with every difference', async () => {
    const bench = createBench();
    const cluster = { 'certificate-authority-data': base64(certificate('AAAA')) };
    bench.writeKubeconfig({ prod: { server: 'https://other.example', cluster } });
    const wanted = digestOfCa(certificate('BBBB'));
    const error = await refusalOf(bench, { context: 'prod', server: 'https://prod.example' }, { caDigest: wanted });
    expect(error).toMatchObject({
      code: 'PLACE_UNEXPECTED',
      summary: 'The context "prod" is not the cluster of environment "prod".',
      details: [
        'The context leads to https://other.example, and the environment expects https://prod.example.',
        `The CA of the cluster is ${digestOfCa(certificate('AAAA'))}, and the environment expects ${wanted}.`,
      ],
      state: 'Nothing was changed.',
    });
  });

  it.each([
    ['without a CA', {}],
    ['that is not checked', { 'insecure-skip-tls-verify': true }],
  ])('is refused %s, where one is expected', async (_, cluster) => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { cluster } });
    expect(await refusalOf(bench, { context: 'prod' }, { caDigest: digestOfCa('') })).toMatchObject({
      code: 'PLACE_UNEXPECTED',
    });
  });

  it('is the same however it is written', async () => {
    const bench = createBench();
    const cluster = { 'certificate-authority-data': base64(certificate('AAAA')) };
    bench.writeKubeconfig({ prod: { server: 'https://Prod.Example:443/', cluster } });
    const rewritten = certificate('AA\r\nAA').replaceAll('\n', '\r\n');
    const options = { caDigest: digestOfCa(rewritten) };
    const open = (server: string) =>
      bench.run((context) => connect(targetOf({ context: 'prod', server }), context).then(({ close }) => close()), {
        options,
      });
    await open('https://prod.example');
    await open('PROD.example:443');
    await expect(open('http://prod.example')).rejects.toMatchObject({ code: 'PLACE_UNEXPECTED' });
    await expect(open('https://prod.example/k8s')).rejects.toMatchObject({ code: 'PLACE_UNEXPECTED' });
  });

  it('warns of a cluster that nobody checks', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { cluster: { 'insecure-skip-tls-verify': true } } });
    await bench.run((context) => connect(targetOf({ context: 'prod' }), context).then(({ close }) => close()));
    expect(bench.printed.join('')).toContain('Warning: The context "prod" does not check who its cluster is.');
  });
});

describe('a kubeconfig that cannot be used', () => {
  it('has no such context', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ staging: {}, prod: {} }, 'staging');
    expect(await refusalOf(bench, { context: 'stagign' })).toMatchObject({
      code: 'KUBECONFIG_INVALID',
      summary: 'There is no context "stagign" in the kubeconfig.',
      details: ['Contexts of the kubeconfig: staging (current), prod.'],
      hint: 'Did you mean --context=staging?',
    });
  });

  it('has a context without its cluster', async () => {
    const bench = createBench();
    const { contexts } = JSON.parse(kubeconfigOf({ prod: {} })) as Record<string, unknown>;
    writeFileSync(bench.kubeconfig, JSON.stringify({ contexts }));
    expect(await refusalOf(bench, { context: 'prod' })).toMatchObject({
      code: 'KUBECONFIG_INVALID',
      details: ['cannot locate cluster prod'],
    });
  });

  it.each(['option', 'variable', 'link'])('lies in the workspace: by an %s', async (way) => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: {} });
    const inside = join(bench.workspaceRoot, '..kubeconfig');
    writeFileSync(inside, kubeconfigOf({ prod: {} }));
    const link = join(mkdtempSync(join(tmpdir(), 'slipway-spec-')), 'link');
    symlinkSync(inside, link);
    if (way === 'variable') vi.stubEnv('KUBECONFIG', `${bench.kubeconfig}:${inside}`);
    if (way === 'link') vi.stubEnv('KUBECONFIG', link);
    const options = way === 'option' ? { kubeconfig: '..kubeconfig' } : {};
    expect(await refusalOf(bench, { context: 'prod' }, options)).toMatchObject({
      code: 'KUBECONFIG_INVALID',
      summary: expect.stringMatching(/ lies in the workspace\.$/),
    });
    expect(bench.printed).toEqual([]);
  });

  it('has a user that means something else once frozen, or asks: every problem at once', async () => {
    const bench = createBench();
    const user = { exec: { command: './login.sh', interactiveMode: 'Always' }, tokenFile: 'token' };
    bench.writeKubeconfig({ prod: { user } });
    expect(await refusalOf(bench, { context: 'prod' })).toMatchObject({
      code: 'KUBECONFIG_INVALID',
      summary: 'The user of the context "prod" cannot be used.',
      details: [
        'Its credential plugin "./login.sh" is a relative path. Write an absolute one.',
        expect.stringContaining('interactiveMode: Always'),
        'Its tokenFile "token" is a relative path. Write an absolute one.',
      ],
    });
  });

  it.each(['by its path', 'through the PATH'])('runs a program of the workspace %s', async (way) => {
    const bench = createBench();
    const folder = join(bench.workspaceRoot, 'node_modules', '.bin');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'aws'), '', { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
    const command = way === 'by its path' ? join(folder, 'aws') : 'aws';
    bench.writeKubeconfig({ prod: { user: { exec: { command } } } });
    expect(await refusalOf(bench, { context: 'prod' })).toMatchObject({
      code: 'KUBECONFIG_INVALID',
      details: [`Its credential plugin "${command}" is a program of the workspace (${join(folder, 'aws')}).`],
    });
  });

  it('has no credentials: nobody is asked', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { user: {} } });
    expect(await refusalOf(bench, { context: 'prod' })).toMatchObject({
      code: 'CLUSTER_UNAUTHORIZED',
      summary: 'The context "prod" has no credentials: the user "prod-user" holds none.',
    });
  });

  it('has a user that kubectl refuses, and no secret of it is printed', async () => {
    const bench = createBench();
    bench.writeKubeconfig({ prod: { user: { token: 'broken-hunter2' } } });
    const error = await refusalOf(bench, { context: 'prod' });
    expect(error).toMatchObject({ code: 'KUBECONFIG_INVALID', details: ['cannot use ***'] });
    expect(`${error.message}${String(error.stack)}${bench.printed.join('')}`).not.toContain('hunter2');
  });
});

it('prints nothing of a kubeconfig in the middle of which kubectl broke off', async () => {
  const bench = createBench();
  bench.writeKubeconfig({ prod: { user: { token: 'crashing-hunter2' } } });
  const error = await refusalOf(bench, { context: 'prod' });
  expect(error).toMatchObject({ code: 'KUBECONFIG_INVALID', summary: 'The context "prod" cannot be used.' });
  expect(`${error.message}${String(error.stack)}${bench.printed.join('')}`).not.toContain('hunter2');
});

it('removes what killed runs left: the folder, and a proxy whose keeper was killed too', async () => {
  const bench = createBench();
  bench.writeKubeconfig({ prod: {} });
  const killed = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await once(killed, 'exit');
  const folder = mkdtempSync(join(tmpdir(), `slw-${String(killed.pid)}-`));
  const living = mkdtempSync(join(tmpdir(), `slw-${process.ppid}-`));
  const proxy = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', `--unix-socket=${folder}/s`], {
    stdio: 'ignore',
  });
  const gone = once(proxy, 'exit');
  await bench.run((context) => connect(targetOf({ context: 'prod' }), context).then(({ close }) => close()));
  await gone;
  expect(() => statSync(folder)).toThrow('ENOENT');
  // That of a run that goes on is left alone.
  rmdirSync(living);
});

it('says what a credential plugin said, without its secrets', async () => {
  const bench = createBench();
  bench.writeKubeconfig({ prod: {} });
  await bench.run(async (context) => {
    const { client, close } = await connect(targetOf({ context: 'prod' }), context);
    await expect(client.send({ method: 'GET', path: '/credentials' })).rejects.toMatchObject({
      code: 'CLUSTER_UNAUTHORIZED',
      details: ['getting credentials: exec: plugin failed', 'the session of *** has expired'],
    });
    await close();
  });
});

it('keeps the token out of all that is printed', async () => {
  const bench = createBench();
  bench.writeKubeconfig({ prod: {} });
  await bench.run(async (context) => {
    const { client, close } = await connect(targetOf({ context: 'prod' }), context);
    const { args } = await ask(client);
    const [, frozen = ''] = /--kubeconfig=(\S+)/.exec(args) ?? [];
    expect(readFileSync(frozen, 'utf8')).toContain('secret-token');
    await close();
  });
  expect(bench.printed.join('')).toContain('proxy --kubeconfig=');
  expect(bench.printed.join('')).not.toContain('secret-token');
});
