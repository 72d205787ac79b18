import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The life of a pod, as the package defines it. */
export type PodScript = readonly object[] | { readonly refused: string };

/** The part of `@slipway/deploy/testing` that scenarios use. It is taken from the installed package, as its users do. */
export interface DeployTesting {
  startFakeCluster(options: {
    readonly namespaces?: readonly string[];
    readonly architecture?: string;
  }): Promise<FakeCluster>;
  readonly faultAnswers: {
    readonly tooManyRequests: (seconds: number) => object;
    readonly modified: object;
  };
  readonly podScripts: { readonly runs: readonly object[]; readonly neverReady: (text: string) => PodScript };
  readonly apiScenarios: readonly { readonly name: string; run(api: object): Promise<unknown> }[];
  createScenarioApi(url: string, namespace: string): object;
}

/** An API server in this process; see the package for what each part promises. */
export interface FakeCluster {
  readonly url: string;
  readonly requests: readonly { readonly method: string; readonly path: string }[];
  readonly mutations: readonly { readonly method: string; readonly path: string }[];
  fault(fault: {
    readonly answer: object | 'reset' | 'silence';
    readonly method?: string;
    readonly path?: RegExp;
    readonly times?: number;
  }): { readonly happened: Promise<void> };
  clearFaults(): void;
  workload(match: object, script: PodScript): void;
  get(name: { readonly kind: string; readonly name: string; readonly namespace?: string }): object | undefined;
  list(kind: string, namespace?: string): readonly object[];
  endWatches(how: 'close' | 'break' | 'expire'): void;
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Loads the package from where it is installed. */
export async function loadDeployTesting(workspaceRoot: string): Promise<DeployTesting> {
  const file = join(workspaceRoot, 'node_modules/@slipway/deploy/dist/testing/index.js');
  return (await import(pathToFileURL(file).href)) as DeployTesting;
}
