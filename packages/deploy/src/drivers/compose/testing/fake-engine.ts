import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '@slipway/kit';
import type { ScriptedAnswer, ScriptedCommand } from '@slipway/kit/testing';

/** A container as `docker inspect` prints it. */
export function container(service: string, id = `${service}-1`, state: object = {}, labels: object = {}): object {
  return {
    Id: id,
    Name: `/orders-dev-${service}-1`,
    RestartCount: 0,
    Config: {
      Image: 'acme/orders',
      Labels: {
        'com.docker.compose.service': service,
        'com.docker.compose.config-hash': 'h1',
        'dev.slipway.release': 'orders-dev',
        ...labels,
      },
    },
    State: { Status: 'running', ExitCode: 0, ...state },
    NetworkSettings: { Ports: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '9090/tcp': null } },
  };
}

/** A service that is built. */
export const build = (context: string, more: object = {}): object => ({
  build: { context, dockerfile: 'Dockerfile', ...more },
});

/** An engine whose state a test sets, and `up` and `down` change. */
export interface FakeEngine {
  containers: readonly object[];
  afterUp: readonly object[];
  up: { exitCode?: number; stderr?: string };
  /** What the containers are from the second look on. */
  later?: readonly object[];
  hasImage: boolean;
  services: Readonly<Record<string, object>>;
  hashes: string;
  host: string;
  overlay: unknown;
  /** Whether it answers nothing more once it has started the services. */
  fallsSilent: boolean;
  /** What was set for reading the compose files. */
  env: Command['env'];
}

/** An engine that runs nothing yet, and a project in `services/orders` that is built. */
export function createFakeEngine(root: string): FakeEngine {
  return {
    containers: [],
    afterUp: [container('orders')],
    up: {},
    hasImage: true,
    services: { orders: build(join(root, 'services/orders')), db: { image: 'postgres:18' } },
    hashes: 'orders h1\n',
    host: 'unix:///var/run/docker.sock',
    overlay: undefined,
    fallsSilent: false,
    env: undefined,
  };
}

/** How docker answers for the engine. */
export function scriptOf(engine: FakeEngine): readonly ScriptedCommand[] {
  let isUp = false;
  return [
    live(/context inspect -- gone/, () => ({ exitCode: 1, stdout: '[]', stderr: 'context "gone": not found' })),
    live(/context inspect/, () => ({
      stdout: JSON.stringify([{ Name: 'default', Endpoints: { docker: { Host: engine.host } } }]),
    })),
    live(/config --format=json/, () => ({
      stdout: JSON.stringify({ services: engine.services }),
      effect: ({ env }) => {
        engine.env = env;
      },
    })),
    live(/config "--hash/, () => ({ stdout: engine.hashes })),
    live(/ ps --all/, () => ({
      stdout: (engine.containers as readonly { readonly Id: string }[]).map(({ Id }) => `${Id}\n`).join(''),
      ...(isUp && engine.fallsSilent ? { effect: untilAborted } : {}),
    })),
    live(/ inspect --type=container/, () => {
      const stdout = JSON.stringify(engine.containers);
      if (isUp && engine.later !== undefined) engine.containers = engine.later;
      return { stdout };
    }),
    live(/ image inspect/, () =>
      engine.hasImage
        ? { stdout: 'sha256:1' }
        : { exitCode: 1, stderr: 'Error response from daemon: No such image: x' },
    ),
    live(/ pull --quiet/, () => ({})),
    live(/ (?:volume|network) ls/, () => ({ stdout: 'orders-dev_data\n' })),
    live(/ logs --tail/, () => ({ stdout: 'listening\n', stderr: 'panic: no database\n' })),
    {
      pattern: / up --detach/,
      get answer() {
        return {
          ...engine.up,
          effect: async ({ args }: { readonly args: readonly string[] }) => {
            isUp = true;
            engine.containers = engine.afterUp;
            const file = args.findLast((arg) => arg.startsWith('--file='))?.slice('--file='.length) ?? '';
            engine.overlay = JSON.parse(await readFile(file, 'utf8'));
          },
        };
      },
    },
    {
      pattern: / down/,
      answer: {
        effect: () => {
          engine.containers = [];
        },
      },
    },
  ];
}

function untilAborted({ signal }: Command): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

/** Answers are made when they are asked for, because the engine changes under them. */
function live(pattern: RegExp, answer: () => ScriptedAnswer): ScriptedCommand {
  return {
    pattern,
    get answer() {
      return answer();
    },
  };
}
