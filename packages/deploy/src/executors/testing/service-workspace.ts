import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutorContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { createNodes } from '../../inference/create-nodes.ts';
import { memoryDrivers } from './memory-drivers.ts';

const project = 'services/orders';

/** A program, manifests that need no tool to be rendered, and drivers that keep what they are told in files. */
const files: Readonly<Record<string, string>> = {
  'package.json': '{"name":"@acme/acme","type":"module"}',
  [`${project}/go.mod`]: 'module example.com/acme/orders\n\ngo 1.25\n',
  [`${project}/main.go`]: 'package main\n\nfunc main() {}\n',
  [`${project}/k8s/app.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec: { template: { spec: { containers: [{ name: orders, image: registry.example.com/acme/orders:1.0.0 }] } } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: orders }
`,
  ...memoryDrivers,
};

/** What an executor printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** A workspace with one service and one environment, `dev`, whose drivers keep everything in files. */
export interface ServiceWorkspace {
  /** Absolute. */
  readonly root: string;
  write(path: string, text: string): Promise<void>;
  /** A file of the workspace as JSON; undefined where there is none. */
  readJson(path: string): Promise<unknown>;
  /** Builds the image of the service with @slipway/image. */
  build(): Promise<void>;
  /** Runs a target as Nx does: `deploy:dev`, with flags. `change` edits what was inferred of the project. */
  run(target: string, flags?: object, change?: (project: ProjectConfiguration) => void): Promise<Printed>;
  remove(): Promise<void>;
}

/** The environments of the workspace, as nx.json would name them. */
const environments = {
  dev: {
    driver: './tools/driver.mjs',
    store: './tools/store.mjs',
    context: 'memory-dev',
    namespace: 'shop',
    timeout: 60,
  },
  broken: { driver: './tools/driver.mjs', namspace: 'x' },
  cluster: { context: 'nowhere', registry: 'registry.example.com/team' },
};

/** Makes the workspace in a temporary folder. */
export async function createServiceWorkspace(): Promise<ServiceWorkspace> {
  const root = await mkdtemp(join(tmpdir(), 'slipway-deploy-'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  return {
    root,
    write,
    readJson: async (path) => {
      const text = await readFile(join(root, path), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    build: async () => {
      const executor = createRequire(import.meta.url).resolve('@slipway/image/executors.json');
      const module = join(dirname(executor), 'src/executors/docker-build/executor.ts');
      await execute(pathToFileURL(module).href, { image: 'acme/orders' }, await contextOf(root, 'docker-build'));
    },
    run: async (spoken, flags = {}, change = () => undefined) => {
      const [target = '', configuration] = spoken.split(':');
      const context = await contextOf(root, target, configuration, change);
      const found = context.projectsConfigurations.projects['orders']?.targets?.[target];
      const options = { ...found?.options, ...found?.configurations?.[configuration ?? ''], ...flags } as object;
      return execute(new URL(`../${target}/executor.ts`, import.meta.url).href, options, context);
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function contextOf(
  root: string,
  targetName: string,
  configuration?: string,
  change: (project: ProjectConfiguration) => void = () => undefined,
): Promise<ExecutorContext> {
  const nodes = await createNodes[1](
    [`${project}/go.mod`],
    { environments },
    { workspaceRoot: root, nxJsonConfiguration: {} },
  );
  const inferred = nodes[0]?.[1].projects?.[project];
  const build: TargetConfiguration = { executor: '@slipway/image:docker-build', options: { image: 'acme/orders' } };
  const orders: ProjectConfiguration = {
    root: project,
    ...inferred,
    targets: { 'docker-build': build, ...inferred?.targets },
  };
  change(orders);
  const isKnown =
    configuration !== undefined && orders.targets?.[targetName]?.configurations?.[configuration] !== undefined;
  return {
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'orders',
    targetName,
    // Nx drops a configuration that the target does not have.
    ...(isKnown ? { configurationName: configuration } : {}),
    projectGraph: { nodes: {}, dependencies: {} },
    nxJsonConfiguration: {},
    projectsConfigurations: { version: 2, projects: { orders } },
  };
}

/** Runs an executor, and keeps what it prints where a terminal would show it. */
async function execute(url: string, options: object, context: ExecutorContext): Promise<Printed> {
  const executor = (await import(url)) as {
    readonly default: (options: object, context: ExecutorContext) => Promise<{ readonly success: boolean }>;
  };
  const printed = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const { write } = stream;
    stream.write = (text: string | Uint8Array) => {
      printed[name] += String(text);
      return true;
    };
    return () => void (stream.write = write);
  });
  try {
    const { success } = await executor.default(options, context);
    if (!success) throw new Error('The executor says no.');
    return printed;
  } finally {
    for (const undo of restore) undo();
  }
}

/** The names in a folder of the workspace; none where there is no such folder. */
export async function listFolder(root: string, path: string): Promise<readonly string[]> {
  return readdir(join(root, path)).catch(() => []);
}
