import {
  chooseEnvironment,
  invalidEnvironment,
  type KnownEnvironments,
  type PlaceOptions,
} from './choose-environment.ts';
import { environmentProblems } from './environment-problems.ts';
import type { Environment, EnvironmentOptions } from './environment.ts';
import { settingNames } from './read-settings.ts';
import { releaseName } from './release-name.ts';

const defaultTimeout = 300;
const defaultSettle = 10;

/**
 * The environment that is meant, checked, with every default filled in.
 * Throws ENVIRONMENT_REQUIRED or ENVIRONMENT_UNKNOWN with the names there are, ENVIRONMENT_INVALID with every problem
 * at once, MANIFESTS_MISSING where nx.json has it, but not for this project.
 */
export function settleEnvironment(options: PlaceOptions, known: KnownEnvironments): Environment {
  const { name, settings } = chooseEnvironment(options, known);
  const problems = environmentProblems(settings);
  if (problems.length > 0) throw invalidEnvironment(name, problems);
  const { timeout = defaultTimeout, registry } = settings;
  return {
    driver: 'kubernetes',
    driverOptions: {},
    createNamespace: false,
    insecure: false,
    overlay: name,
    values: [],
    timeout,
    settle: Math.min(defaultSettle, timeout / 2),
    rollbackOnFailure: false,
    ...definedOf(settings),
    ...(registry === undefined ? {} : { registry: registry.replace(/\/+$/, '') }),
    name,
    release: releaseName(known.project),
  };
}

/** The settings that are there, without flags that are none. */
function definedOf(settings: EnvironmentOptions): EnvironmentOptions {
  const entries = settingNames.map((name) => [name, settings[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
