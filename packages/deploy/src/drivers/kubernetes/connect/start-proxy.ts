import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError, type BackgroundProcess, type DriverContext } from '@slipway/kit';
import { systemClock } from '../api/clock.ts';
import type { ProxyLink } from '../api/create-kube-client.ts';
import type { KubeTransport } from '../api/exchange.ts';
import { secretsOf, type FrozenContext } from './frozen-context.ts';
import { kubectlEnvironment } from './kubectl.ts';

/** A running `kubectl proxy`. */
export interface Proxy extends ProxyLink {
  readonly transport: KubeTransport;
  close(): Promise<void>;
}

/** What a proxy is started with. */
export interface ProxySettings {
  /** Path of kubectl. */
  readonly kubectl: string;
  /** May still be read, and checked, while the rest is made ready. */
  readonly frozen: Promise<FrozenContext>;
  /** Private folder for the socket. `undefined`: a random port of this machine, which every user of it can reach. */
  readonly socketFolder: string | undefined;
}

/** kubectl either serves, or asks for the credentials it lacks: on a terminal that is not there, so that it ends. */
const startLine = /^Starting to serve on (.+)$|^Please enter (?:Username|Password)/;
/** kubectl logs what it answers too: the answer is known already. */
const loggedAnswer = /proxy_server\.go:\d+\]/;
/** Milliseconds kubectl gets until it serves. It takes 0.2 s. */
const longestStart = 30_000;

/**
 * Starts a proxy on a frozen context. Throws CLUSTER_UNAUTHORIZED, KUBECONFIG_INVALID, CLUSTER_FAILED, CANCELLED,
 * and what freezing it throws.
 */
export async function startProxy(
  { kubectl, frozen, socketFolder }: ProxySettings,
  context: Pick<DriverContext, 'start' | 'workDir'>,
): Promise<Proxy> {
  const written = writeKubeconfig(context.workDir, frozen);
  const socketPath = socketFolder === undefined ? undefined : join(socketFolder, 's');
  const listen = (port: number) => (socketPath === undefined ? `--port=${port}` : `--unix-socket=${socketPath}`);
  const begin = (port: number) =>
    startServing(frozen, () =>
      context.start(
        written.then(({ file, server, secrets }) => ({
          file: kubectl,
          args: ['proxy', `--kubeconfig=${file}`, listen(port), ...serverPath(server)],
          env: kubectlEnvironment,
          secrets,
        })),
      ),
    );
  let { process, address } = await begin(0);
  const transport = socketPath === undefined ? toHostAndPort(address) : { socketPath };
  let restart: Promise<void> | undefined;
  let hasEnded = false;
  const watchEnd = (running: BackgroundProcess) =>
    void running.ended.then(() => {
      hasEnded = process === running;
    });
  watchEnd(process);

  async function again(): Promise<void> {
    ({ process, address } = await begin('port' in transport ? transport.port : 0));
    watchEnd(process);
  }

  return {
    transport,
    lastLines: () => process.lastLines().filter((line) => !loggedAnswer.test(line)),
    async revive() {
      // Several requests may notice at once, and some only after it was started again.
      if (!hasEnded) return await restart;
      if (restart !== undefined) throw proxyEnded(process.lastLines());
      hasEnded = false;
      restart = again();
      await restart;
    },
    close: () => process.end(),
  };
}

interface WrittenContext {
  /** Path of the kubeconfig. */
  readonly file: string;
  readonly server: string;
  readonly secrets: readonly string[];
}

async function writeKubeconfig(workDir: string, context: Promise<FrozenContext>): Promise<WrittenContext> {
  const frozen = await context;
  const file = join(await mkdtemp(join(workDir, 'kube-')), 'config.json');
  await writeFile(file, frozen.text, { mode: 0o600, flag: 'wx' });
  return { file, server: frozen.server, secrets: secretsOf(frozen) };
}

async function startServing(
  frozen: Promise<FrozenContext>,
  start: () => Promise<BackgroundProcess>,
): Promise<{ readonly process: BackgroundProcess; readonly address: string }> {
  const process = await start();
  const callOff = systemClock.after(longestStart, () => void process.end());
  try {
    const match = await process.waitFor(startLine);
    if (match === undefined) throw toStartError(await frozen, process.lastLines());
    if (match[1] === undefined) throw noCredentials(await frozen);
    return { process, address: match[1] };
  } catch (error) {
    await process.end();
    throw error;
  } finally {
    callOff();
  }
}

/** Behind a gateway an API server has a path of its own, which kubectl leaves out unless told. */
function serverPath(server: string): readonly string[] {
  const path = URL.canParse(server) ? new URL(server).pathname : '/';
  return path === '/' ? [] : ['--append-server-path=true'];
}

function toHostAndPort(address: string): KubeTransport {
  const { hostname, port } = new URL(`http://${address}`);
  return { host: hostname, port: Number(port) };
}

function noCredentials({ name, userName }: FrozenContext): SlipwayError {
  return new SlipwayError({
    code: 'CLUSTER_UNAUTHORIZED',
    summary: `The context "${name}" has no credentials${userName === '' ? '' : `: the user "${userName}" holds none`}.`,
    state: 'Nothing was changed.',
    hint: 'Log in to the cluster, so that the kubeconfig holds a token, a certificate or a credential plugin.',
  });
}

function toStartError({ name }: FrozenContext, lines: readonly string[]): SlipwayError {
  if (lines.length === 0) return proxyEnded(['It was silent.']);
  return new SlipwayError({
    code: 'KUBECONFIG_INVALID',
    summary: `kubectl cannot use the context "${name}".`,
    details: lines.map((line) => line.replace(/^error: /, '')),
    state: 'Nothing was changed.',
    hint: `See what kubectl says to it: kubectl --context ${name} version`,
  });
}

function proxyEnded(lines: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'CLUSTER_FAILED',
    summary: 'kubectl proxy, which the deploy talks through, ended by itself.',
    details: lines,
    hint: 'Run the same command again. What was applied already is not applied twice.',
  });
}
