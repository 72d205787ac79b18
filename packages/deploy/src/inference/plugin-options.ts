import type { EnvironmentOptions } from '../environment/environment.ts';
import { isObject, readSettings, unknownName, type ReadSettings } from '../environment/read-settings.ts';

/** Options of the plugin in nx.json. Every one has a default. */
export interface DeployPluginOptions {
  /** Where releases go, by name. Each becomes a configuration of every deploy target. */
  readonly environments?: Readonly<Record<string, EnvironmentOptions>>;
  /** What @slipway/image calls the target that makes images, where it is not docker-build. */
  readonly buildTargetName?: string;
  readonly deployTargetName?: string;
  readonly deployDiffTargetName?: string;
  readonly deployRenderTargetName?: string;
  readonly deployStatusTargetName?: string;
  readonly deployRollbackTargetName?: string;
  readonly undeployTargetName?: string;
  readonly composeUpTargetName?: string;
  readonly composeDownTargetName?: string;
  readonly composeLogsTargetName?: string;
}

/** What a target does, whatever it is called. */
export type TargetKind = keyof typeof defaultNames;

/** The settled options, and what is wrong with those given: one sentence each. */
export interface DeployPluginSettings {
  readonly names: Readonly<Record<TargetKind, string>>;
  readonly buildTarget: string;
  /** Sorted by name. */
  readonly environments: ReadonlyMap<string, ReadSettings>;
  readonly problems: readonly string[];
}

const defaultNames = {
  deploy: 'deploy',
  deployDiff: 'deploy-diff',
  deployRender: 'deploy-render',
  deployStatus: 'deploy-status',
  deployRollback: 'deploy-rollback',
  undeploy: 'undeploy',
  composeUp: 'compose-up',
  composeDown: 'compose-down',
  composeLogs: 'compose-logs',
} as const;

/** The kinds that work on an environment, in the order they are shown. */
export const deployKinds: readonly TargetKind[] = [
  'deploy',
  'deployDiff',
  'deployRender',
  'deployStatus',
  'deployRollback',
  'undeploy',
];

/** The kinds that work on the compose file of a project. */
export const composeKinds: readonly TargetKind[] = ['composeUp', 'composeDown', 'composeLogs'];

const targetKinds: readonly TargetKind[] = [...deployKinds, ...composeKinds];
const optionNames = ['environments', 'buildTargetName', ...targetKinds.map((kind) => `${kind}TargetName`)];

/** The executor of a kind: `@slipway/deploy:deploy-diff`. */
export function executorOf(kind: TargetKind): string {
  return `@slipway/deploy:${defaultNames[kind]}`;
}

/** Reads the plugin's options. A bad one is left out and named as a problem: the graph must not fail for it. */
export function readPluginOptions(options: Readonly<Record<string, unknown>> = {}): DeployPluginSettings {
  const problems = Object.keys(options)
    .filter((option) => !optionNames.includes(option))
    .map((option) => unknownName(option, optionNames));
  const buildTarget = readName('buildTargetName', options, problems) ?? 'docker-build';
  const names = readNames(options, buildTarget, problems);
  return { names, buildTarget, environments: readEnvironments(options['environments'], problems), problems };
}

function readEnvironments(given: unknown, problems: string[]): ReadonlyMap<string, ReadSettings> {
  if (given === undefined) return new Map();
  if (!isObject(given)) {
    problems.push(
      `environments is ${JSON.stringify(given)}, not an object such as { "dev": { "context": "kind-dev" } }`,
    );
    return new Map();
  }
  const sorted = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
  const bad = sorted.filter(([name]) => !isEnvironmentName(name));
  problems.push(
    ...bad.map(
      ([name]) => `environments: "${name}" is no name for an environment; use letters, digits, dots and dashes`,
    ),
  );
  return new Map(
    sorted.filter(([name]) => isEnvironmentName(name)).map(([name, settings]) => [name, readSettings(settings)]),
  );
}

/** Whether Nx can call a configuration so: it separates project, target and configuration by colons. */
export function isEnvironmentName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*$/i.test(name);
}

function readNames(
  options: Readonly<Record<string, unknown>>,
  buildTarget: string,
  problems: string[],
): Readonly<Record<TargetKind, string>> {
  const names: Record<TargetKind, string> = { ...defaultNames };
  for (const kind of targetKinds) {
    const value = readName(`${kind}TargetName`, options, problems);
    if (value === undefined) continue;
    const taken = value === buildTarget || targetKinds.some((other) => other !== kind && names[other] === value);
    if (taken) problems.push(`${kind}TargetName is "${value}", which another target is called`);
    else names[kind] = value;
  }
  return names;
}

function readName(option: string, options: Readonly<Record<string, unknown>>, problems: string[]): string | undefined {
  const value = options[option];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[^\s:]+$/.test(value)) return value;
  problems.push(`${option} is ${JSON.stringify(value)}; it must be a name without blanks and colons`);
  return undefined;
}
