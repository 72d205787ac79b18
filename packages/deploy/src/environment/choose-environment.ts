import { isDeepStrictEqual } from 'node:util';
import { closest, SlipwayError } from '@slipway/kit';
import type { EnvironmentOptions } from './environment.ts';

/** Options of a target that works on an environment. */
export interface PlaceOptions extends EnvironmentOptions {
  /** Name of the environment. The configuration that Nx runs sets it. */
  readonly environment?: string;
}

/** What is known of the environments of a project, and of the target that runs. */
export interface KnownEnvironments {
  /** Name of the project, for people. */
  readonly project: string;
  /** Name of the target, for people. */
  readonly target: string;
  /** The target's configurations by name. */
  readonly configurations: Readonly<Record<string, PlaceOptions>>;
  /** The configuration that runs; absent where none was named, or where Nx does not know the one that was. */
  readonly configuration?: string;
  readonly defaultConfiguration?: string;
  /** The target's options without configuration and flags. */
  readonly base: PlaceOptions;
  readonly broken: Readonly<Record<string, readonly string[]>>;
  readonly unserved: Readonly<Record<string, string>>;
}

/** An environment that was named, with its settings as they stand: the next step checks them. */
export interface ChosenEnvironment {
  readonly name: string;
  readonly settings: EnvironmentOptions;
}

/**
 * Finds out which environment is meant. Nx runs a configuration it does not know with the target's base options and
 * says nothing, so nothing here is taken by default.
 * Throws ENVIRONMENT_REQUIRED, ENVIRONMENT_UNKNOWN, ENVIRONMENT_INVALID, MANIFESTS_MISSING.
 */
export function chooseEnvironment(options: PlaceOptions, known: KnownEnvironments): ChosenEnvironment {
  assertNoDefault(known);
  const { configurations, configuration, broken, unserved } = known;
  const ofConfiguration = configuration === undefined ? undefined : environmentOf(configuration, known);
  const name = options.environment ?? ofConfiguration;
  if (name === undefined) throw required(known);
  if (ofConfiguration !== undefined && name !== ofConfiguration) throw contradiction(name, ofConfiguration, known);
  const problems = lookUp(broken, name);
  if (problems !== undefined)
    throw invalidEnvironment(name, problems, 'nx.json (options of @slipway/deploy, environments)');
  const { environment: _said, ...given } = options;
  if (ofConfiguration !== undefined) return { name, settings: given };
  const configured = lookUp(configurations, name);
  if (configured === undefined) {
    const reason = lookUp(unserved, name);
    throw reason === undefined ? unknown(name, known) : missing(name, reason, known);
  }
  const { environment: _same, ...settings } = configured;
  return { name, settings: { ...given, ...settings, ...flagsIn(given, known.base) } };
}

/** The error for settings that cannot be used, with every reason at once. `where` they stand, for the hint. */
export function invalidEnvironment(
  name: string,
  problems: readonly string[],
  where = 'nx.json (options of @slipway/deploy, environments), in project.json, or on the command line',
): SlipwayError {
  return new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `The settings of the environment "${name}" are not right.`,
    details: problems,
    state: 'Nothing was changed.',
    hint: `Mend them in ${where}.`,
  });
}

/** A configuration of project.json need not say its environment twice. */
function environmentOf(configuration: string, { configurations }: KnownEnvironments): string {
  return lookUp(configurations, configuration)?.environment ?? configuration;
}

/** What was said on the command line: Nx hands it over mixed with the target's own options. */
function flagsIn(given: EnvironmentOptions, base: EnvironmentOptions): EnvironmentOptions {
  const own: Readonly<Record<string, unknown>> = { ...base };
  return Object.fromEntries(
    Object.entries(given).filter(([option, value]) => value !== undefined && !isDeepStrictEqual(value, own[option])),
  );
}

function assertNoDefault({ project, target, defaultConfiguration }: KnownEnvironments): void {
  if (defaultConfiguration === undefined) return;
  throw new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `The target "${target}" of "${project}" has the default configuration "${defaultConfiguration}".`,
    details: [
      'Nx would run it for every configuration that it does not know, so a typing mistake would be released there.',
    ],
    state: 'Nothing was changed.',
    hint: 'Remove defaultConfiguration from the target, and name the environment each time.',
  });
}

function required(known: KnownEnvironments): SlipwayError {
  const { project, target, unserved } = known;
  const names = environmentNames(known);
  return new SlipwayError({
    code: 'ENVIRONMENT_REQUIRED',
    summary: `The target "${target}" of "${project}" was not told for which environment, or by a name that it does not know.`,
    details: [
      names.length === 0 ? `"${project}" has no environments.` : `Known: ${names.join(', ')}.`,
      ...Object.entries(unserved).map(([name, reason]) => `Not "${name}": ${reason}.`),
    ],
    state: 'Nothing was changed.',
    hint: names[0] === undefined ? howToName('dev') : `Run: nx run ${project}:${target}:${names[0]}`,
  });
}

function unknown(name: string, known: KnownEnvironments): SlipwayError {
  const names = environmentNames(known);
  const suggestion = closest(name, names);
  return new SlipwayError({
    code: 'ENVIRONMENT_UNKNOWN',
    summary: `"${known.project}" has no environment "${name}".`,
    details: [names.length === 0 ? 'It has none at all.' : `Known: ${names.join(', ')}.`],
    state: 'Nothing was changed.',
    hint: suggestion === undefined ? howToName(name) : `Did you mean "${suggestion}"?`,
  });
}

function missing(name: string, reason: string, { project, target }: KnownEnvironments): SlipwayError {
  return new SlipwayError({
    code: 'MANIFESTS_MISSING',
    summary: `nx.json has the environment "${name}", but ${reason}.`,
    state: 'Nothing was changed.',
    hint: `Add it, or leave the project out: nx run-many -t ${target} -c ${name} --exclude=${project}`,
  });
}

function contradiction(name: string, other: string, { project, target }: KnownEnvironments): SlipwayError {
  return new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `Two environments are named at once: "${other}" by the configuration, "${name}" by --environment.`,
    state: 'Nothing was changed.',
    hint: `Run: nx run ${project}:${target}:${name}`,
  });
}

/** An entry by a name that a user typed: `constructor` is in no record. */
function lookUp<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function environmentNames({ configurations }: KnownEnvironments): readonly string[] {
  return Object.keys(configurations).sort();
}

function howToName(name: string): string {
  return `Name it in the options of @slipway/deploy in nx.json: "environments": { "${name}": { "context": "kind-${name}", "registry": "localhost:5000" } }`;
}
