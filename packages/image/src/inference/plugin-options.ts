import { closest, isSlipwayError, parsePlatform } from '@slipway/kit';
import { imageNameProblems } from '../build/image-name.ts';

/** Options of the plugin in nx.json. Every one has a default. */
export interface ImagePluginOptions {
  readonly buildTargetName?: string;
  readonly pushTargetName?: string;
  readonly loadTargetName?: string;
  readonly runTargetName?: string;
  readonly inspectTargetName?: string;
  readonly saveTargetName?: string;
  /** Build driver of every project. */
  readonly driver?: string;
  /** Store driver of every project. */
  readonly storeDriver?: string;
  /** Registry that docker-push sends to: `ghcr.io/acme`. */
  readonly registry?: string;
  readonly platforms?: readonly string[];
  /** First part of image names, in place of the workspace's name. */
  readonly imagePrefix?: string;
}

/** What a target does, whatever it is called. */
export type TargetKind = 'build' | 'push' | 'load' | 'run' | 'inspect' | 'save';

/** The settled options, and what is wrong with those given: one sentence each. */
export interface ImagePluginSettings {
  readonly names: Readonly<Record<TargetKind, string>>;
  readonly driver?: string;
  readonly storeDriver?: string;
  readonly registry?: string;
  readonly platforms?: readonly string[];
  readonly imagePrefix?: string;
  readonly problems: readonly string[];
}

/** Every kind of target, in the order they are shown. */
export const targetKinds: readonly TargetKind[] = ['build', 'push', 'load', 'run', 'inspect', 'save'];
const texts = ['driver', 'storeDriver', 'registry', 'imagePrefix'] as const;
const optionNames: readonly string[] = [...targetKinds.map((kind) => `${kind}TargetName`), ...texts, 'platforms'];

/** Reads the plugin's options. A bad one is left out and named as a problem: the graph must not fail for it. */
export function readPluginOptions(options: Readonly<Record<string, unknown>> = {}): ImagePluginSettings {
  const problems = unknownOptions(options);
  const names = readNames(options, problems);
  const given: Partial<Record<(typeof texts)[number], string>> = {};
  for (const name of texts) {
    const value = options[name];
    if (value === undefined) continue;
    if (typeof value === 'string' && value !== '') given[name] = value;
    else problems.push(`${name} is ${JSON.stringify(value)}, not a text`);
  }
  if (given.imagePrefix !== undefined) {
    const wrong = imageNameProblems(`${given.imagePrefix}/x`).length > 0;
    if (wrong) problems.push(`imagePrefix is "${given.imagePrefix}", which cannot be the beginning of an image name`);
    if (wrong) delete given.imagePrefix;
  }
  const platforms = readPlatforms(options['platforms'], problems);
  return { names, ...given, ...(platforms === undefined ? {} : { platforms }), problems };
}

function unknownOptions(options: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(options)
    .filter((option) => !optionNames.includes(option))
    .map((option) => {
      const suggestion = closest(option, optionNames);
      return `"${option}" is not an option${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`;
    });
}

function readNames(
  options: Readonly<Record<string, unknown>>,
  problems: string[],
): Readonly<Record<TargetKind, string>> {
  const names: Record<TargetKind, string> = {
    build: 'docker-build',
    push: 'docker-push',
    load: 'docker-load',
    run: 'docker-run',
    inspect: 'docker-inspect',
    save: 'docker-save',
  };
  for (const kind of targetKinds) {
    const value = options[`${kind}TargetName`];
    if (value === undefined) continue;
    const taken = typeof value === 'string' && targetKinds.some((other) => other !== kind && names[other] === value);
    if (typeof value !== 'string' || !/^[^\s:]+$/.test(value)) {
      problems.push(`${kind}TargetName is ${JSON.stringify(value)}; it must be a name without blanks and colons`);
    } else if (taken) problems.push(`${kind}TargetName is "${value}", which another target is called`);
    else names[kind] = value;
  }
  return names;
}

function readPlatforms(value: unknown, problems: string[]): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0 || !value.every((entry) => typeof entry === 'string')) {
    problems.push(`platforms is ${JSON.stringify(value)}, not a list such as ["linux/amd64"]`);
    return undefined;
  }
  const wrong = value.filter((text) => !isPlatform(text));
  problems.push(...wrong.map((text) => `platforms: "${text}" is not a platform`));
  return wrong.length === 0 ? value : undefined;
}

function isPlatform(text: string): boolean {
  try {
    parsePlatform(text);
    return true;
  } catch (error) {
    if (isSlipwayError(error)) return false;
    throw error;
  }
}
