import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the test bed keeps things; nothing of it lies in the repository. */
export interface Bed {
  /** Everything the test bed makes: binaries, data, logs, records of what it started. */
  readonly state: string;
  /** The container client, where the machine has none. In front of PATH. */
  readonly bin: string;
  /** Pinned tools and their data. What is there already is used; what is missing is installed there, for good. */
  readonly tools: string;
  /** The programs of Kubernetes, kept as the tools are. */
  readonly kube: string;
  /** A cluster to use instead of one of ours. */
  readonly kubeconfig?: string;
  /** The socket of the container engine: a running one's, or where ours will listen. */
  readonly dockerSocket: string;
  /** Prints one line of progress. */
  readonly say: (line: string) => void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The test bed as the environment describes it: SLIPWAY_TESTBED_STATE, SLIPWAY_TESTBED, SLIPWAY_TESTBED_KUBECONFIG, DOCKER_HOST. */
export function createBed(environment: Environment, say: Bed['say']): Bed {
  const cache = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const state = environment['SLIPWAY_TESTBED_STATE'] || join(cache, 'slipway/testbed');
  const tools = environment['SLIPWAY_TESTBED'] || join(cache, 'slipway-testbed');
  const kubeconfig = environment['SLIPWAY_TESTBED_KUBECONFIG'] || undefined;
  const dockerHost = environment['DOCKER_HOST'] ?? '';
  return {
    state,
    bin: join(state, 'bin'),
    tools: join(tools, 'checkers'),
    kube: join(tools, 'kube'),
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(kubeconfig) }),
    dockerSocket: dockerHost.startsWith('unix://') ? dockerHost.slice('unix://'.length) : '/var/run/docker.sock',
    say,
  };
}
