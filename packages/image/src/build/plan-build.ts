import { posix } from 'node:path';
import {
  formatPlatform,
  hostPlatform,
  isSlipwayError,
  parsePlatform,
  SlipwayError,
  type BuildRequest,
  type Platform,
} from '@slipway/kit';
import type { BuildFacts, BuildOptions } from './build-options.ts';
import { defaultImageName, imageNameProblems, toNamePart } from './image-name.ts';

/** A build as it was decided: everything that does not depend on the driver or on this machine's folders. */
export interface BuildPlan extends Pick<
  BuildRequest,
  'name' | 'platforms' | 'mainPackage' | 'binary' | 'version' | 'revision' | 'config' | 'sourceDateEpoch'
> {
  readonly driver: string;
  readonly driverOptions: Readonly<Record<string, unknown>>;
  /** Relative to the project. */
  readonly dockerfile: string;
  readonly executables: Readonly<Record<string, string>>;
}

/** The version of an image that nobody gave one; the generated Dockerfile says the same. */
const noVersion = 'dev';

/** Decides what docker-build does. Throws OPTIONS_INVALID with every problem at once, and NOTHING_TO_BUILD. */
export function planBuild(options: BuildOptions, facts: BuildFacts): BuildPlan {
  const { projectName, workspaceName, sourceDateEpoch = '' } = facts;
  const { image = defaultImageName(workspaceName, projectName), appVersion = noVersion, revision = '' } = options;
  const problems: string[] = [
    ...imageNameProblems(image),
    ...optionProblems(options),
    ...epochProblems(sourceDateEpoch),
  ];
  const platforms = parsePlatforms(options.platforms ?? [formatPlatform(hostPlatform())], problems);
  const mainPackage = chooseMain(options.main, facts, problems);
  if (problems.length > 0) {
    throw new SlipwayError({
      code: 'OPTIONS_INVALID',
      summary: `The options of docker-build for "${projectName}" are not right.`,
      details: problems,
      state: 'Nothing was built.',
    });
  }
  const { driver = defaultDriver(facts), driverOptions = {}, dockerfile = 'Dockerfile', executables = {} } = options;
  return {
    driver,
    driverOptions,
    name: image,
    platforms,
    ...(mainPackage === undefined ? {} : { mainPackage }),
    binary: binaryName(mainPackage, projectName),
    version: appVersion,
    revision,
    dockerfile,
    config: toImageConfig(options),
    sourceDateEpoch: Number(sourceDateEpoch),
    executables,
  };
}

function toImageConfig({ ports = [], labels = {}, env = {}, healthcheck }: BuildOptions): BuildPlan['config'] {
  return {
    ports: [...new Set([ports].flat())].sort((a, b) => a - b),
    labels,
    env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)])),
    ...(healthcheck === undefined ? {} : { healthcheck }),
  };
}

/** What is wrong with the options that can be judged by themselves. */
function optionProblems({
  ports = [],
  env = {},
  appVersion,
  revision,
  dockerfile,
  healthcheck,
}: BuildOptions): readonly string[] {
  return [
    ...portProblems([ports].flat()),
    ...variableProblems(env),
    ...stampProblems('appVersion', appVersion),
    ...stampProblems('revision', revision),
    ...dockerfileProblems(dockerfile),
    ...healthcheckProblems(healthcheck),
  ];
}

function defaultDriver({ projectName, mainPackages, hasDockerfile }: BuildFacts): string {
  if (mainPackages.length > 0) return 'go';
  if (hasDockerfile) return 'buildx';
  throw new SlipwayError({
    code: 'NOTHING_TO_BUILD',
    summary: `"${projectName}" has nothing to make an image from.`,
    details: ['There is no Go main package in its folder or below cmd/, and no Dockerfile.'],
    hint: 'Add a main package or a Dockerfile, or name a driver that needs neither with --driver.',
  });
}

function parsePlatforms(texts: readonly string[], problems: string[]): readonly Platform[] {
  const byText = new Map<string, Platform>();
  for (const text of texts.flatMap((entry) => entry.split(',')).map((entry) => entry.trim())) {
    try {
      const platform = parsePlatform(text);
      byText.set(formatPlatform(platform), platform);
    } catch (error) {
      if (!isSlipwayError(error)) throw error;
      problems.push(`platforms: ${error.summary} Write os/architecture, for example linux/amd64.`);
    }
  }
  if (texts.length === 0) problems.push('platforms is empty; leave it out to build for this machine');
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}

function chooseMain(main: string | undefined, facts: BuildFacts, problems: string[]): string | undefined {
  const { mainPackages, projectName } = facts;
  const list = mainPackages.join(', ') || 'none';
  if (main !== undefined) {
    const wanted = main === '.' ? '.' : `./${posix.normalize(main)}`.replace(/^\.\/\.\//, './').replace(/\/$/, '');
    if (mainPackages.includes(wanted)) return wanted;
    problems.push(`main is "${main}", which is no Go main package of the project (${list})`);
    return undefined;
  }
  const named = mainPackages.find((path) => path === `./cmd/${toNamePart(projectName)}`);
  const only = mainPackages.length === 1 ? mainPackages[0] : undefined;
  const chosen = named ?? only ?? mainPackages.find((path) => path === '.');
  if (chosen === undefined && mainPackages.length > 1) {
    problems.push(`main is missing: the project has several main packages (${list})`);
  }
  return chosen;
}

/** `go build` names a program after its package's folder; one in the project's own folder is named after the project. */
function binaryName(mainPackage: string | undefined, projectName: string): string {
  return mainPackage === undefined || mainPackage === '.' ? toNamePart(projectName) : posix.basename(mainPackage);
}

function portProblems(ports: readonly number[]): readonly string[] {
  return ports
    .filter((port) => !Number.isInteger(port) || port < 1 || port > 65_535)
    .map((port) => `ports: ${port} is no port; a port is a whole number from 1 to 65535`);
}

function variableProblems(env: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(env)
    .filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    .map((name) => `env: "${name}" is no name of a variable`);
}

/** Both are put on a command line of the Go linker and into labels. */
function stampProblems(option: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' || /^[A-Za-z0-9][\w.+-]{0,127}$/.test(value)
    ? []
    : [`${option} is "${value}"; it may hold letters, digits, ".", "_", "+" and "-", at most 128`];
}

function dockerfileProblems(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  const normal = posix.normalize(path.replaceAll('\\', '/'));
  return normal.startsWith('../') ||
    normal === '..' ||
    normal === '.' ||
    posix.isAbsolute(normal) ||
    /^[A-Za-z]:/.test(normal)
    ? [`dockerfile is "${path}"; it must be a path inside the project, relative to it`]
    : [];
}

function healthcheckProblems(healthcheck: readonly string[] | undefined): readonly string[] {
  return healthcheck === undefined || (healthcheck.length > 0 && healthcheck.every((word) => word !== ''))
    ? []
    : ['healthcheck is empty, or holds an empty argument'];
}

function epochProblems(text: string): readonly string[] {
  return /^\d{0,11}$/.test(text) ? [] : [`SOURCE_DATE_EPOCH is "${text}"; it must be whole seconds since 1970`];
}
