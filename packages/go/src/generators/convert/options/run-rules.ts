import { posix } from 'node:path';
import { toPackagePath } from '../../../executors/toolchain/option-problems.ts';
import { isJsonObject } from '../../json/rewrite-json.ts';
import { refuseFlags } from './build-rules.ts';
import { readGoFlags, splitTags } from './go-flags.ts';
import { nothing, refuse, show, type OptionRule } from './option-rule.ts';
import { toWords, type WordReader } from './word-reader.ts';

/** Arguments of the program that `serve` runs. */
export function programArgs(read: WordReader): OptionRule {
  return (value) => {
    const args = toWords(value, read);
    return args === undefined
      ? refuse(`${show(value)} needs a shell.`, 'Write each argument as it is, without quotes or variables.')
      : { options: { args } };
  };
}

/** Variables of the program that `serve` runs. */
export const programEnv: OptionRule = (value) =>
  isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string')
    ? { options: { env: value } }
    : refuse(`${show(value)} holds more than texts.`, 'Write every value in quotes.');

/** Variables of a command that we run in the environment of Nx, and no other. */
export const noVariables: OptionRule = (value) => {
  if (isJsonObject(value) && Object.keys(value).length === 0) return nothing;
  return refuse(`${show(value)} cannot be set for this target alone.`, 'Set the variables where Nx is started.');
};

/** A file relative to the project → one relative to the workspace. */
export const coverProfile: OptionRule = (value, { root = '{projectRoot}' }) => {
  if (typeof value !== 'string' || value === '') return nothing;
  const path = value.replace(/^\{(?:workspaceRoot|projectRoot)\}\/?/, '');
  const isBeyond = root === '{projectRoot}' && path.startsWith('..');
  if (isBeyond) return refuse(`${show(value)} depends on how deep a project lies.`, 'Set it per project.');
  const file = posix.join(root, path);
  if (posix.isAbsolute(path) || file.startsWith('../')) {
    return refuse(`${show(value)} lies outside the workspace.`, 'Name a file inside.');
  }
  return { options: { coverProfile: file } };
};

/** How often tests run; without a meaning below one. */
export const testCount: OptionRule = (value) =>
  typeof value === 'number' && value > 0 ? { options: { count: value } } : nothing;

/** When tests are ended. Both plugins give no timeout to Go for an empty text. */
export const testTimeout: OptionRule = (value) => {
  if (typeof value !== 'string' || value === '') return nothing;
  return { options: { timeout: value === '0' ? '0s' : value } };
};

/** A pattern of tests; an empty one asks for all. */
export const testPattern: OptionRule = (value) =>
  typeof value === 'string' && value !== '' ? { options: { run: value } } : nothing;

/** Arguments of `go mod tidy`; those that only make it talk change nothing. */
export function tidyArgs(read: WordReader): OptionRule {
  return (value) => {
    const rest = (toWords(value, read) ?? [show(value)]).filter((word) => !/^--?[vx]$/.test(word));
    return rest.length === 0 ? nothing : refuseFlags(rest, 'Run it by hand, or keep the target as it is.');
  };
}

/** Arguments of `go generate`: flags, and packages where the plugin takes them. */
export function generateArgs(read: WordReader): OptionRule {
  return (value) => {
    const words = toWords(value, read);
    if (words === undefined) return refuse(`${show(value)} needs a shell.`, 'Use the options run, skip and tags.');
    const { known, rest } = readGoFlags(words, { switches: ['v', 'x'], values: ['run', 'skip', 'tags'] });
    const [path, ...others] = rest.filter((word) => word !== './...');
    if (others.length > 0 || path?.startsWith('-') === true || path?.includes('...') === true) {
      return refuseFlags(rest, 'Name one package by the option package, or keep the target as it is.');
    }
    const { run, skip, tags } = known;
    return {
      options: {
        ...(path === undefined ? {} : { package: toPackagePath(path) }),
        ...(run === undefined ? {} : { run }),
        ...(skip === undefined ? {} : { skip }),
        ...(typeof tags === 'string' ? { tags: splitTags(tags) } : {}),
      },
    };
  };
}
