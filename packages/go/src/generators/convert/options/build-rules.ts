import { posix } from 'node:path';
import { isInsideWorkspace, toPackagePath } from '../../../executors/toolchain/option-problems.ts';
import { isJsonObject } from '../../json/rewrite-json.ts';
import { readGoFlags, splitTags } from './go-flags.ts';
import { nothing, refuse, show, type Mapping, type OptionRule, type Place } from './option-rule.ts';
import { toWords, type WordReader } from './word-reader.ts';

/** A file or folder with the main package → the folder, as our `main`. Left out where the project has no other. */
export const mainPackage: OptionRule = (value, { root, commands }) => {
  if (typeof value !== 'string') return refuse(`${show(value)} is no path.`, 'Name a main package: "./cmd/orders".');
  const path = value.replace(/^\{projectRoot\}\//, '');
  const main = toPackagePath(path.endsWith('.go') ? posix.dirname(path) : path);
  if (root === undefined) return { options: { main } };
  if (!commands.includes(main)) {
    return refuse(`${show(value)} leads to no main package of the project.`, 'Correct the path, and convert again.');
  }
  return commands.length === 1 ? nothing : { options: { main } };
};

/**
 * A file or folder that the program was written to → our folder of programs.
 * A file becomes a folder of its own, never the folder around it: others write there, and Nx empties outputs.
 */
export function outputFolder(from: 'project' | 'workspace'): OptionRule {
  return (value, { root }) => {
    if (typeof value !== 'string') return refuse(`${show(value)} is no path.`, 'Name a folder of the workspace.');
    const path = value.replace(/^\{workspaceRoot\}\/?/, '').replaceAll('{projectRoot}', root ?? '{projectRoot}');
    const isBeyond = root === undefined && from === 'project' && path.startsWith('..');
    if (isBeyond) return refuse(`${show(value)} depends on how deep a project lies.`, 'Set it per project.');
    const base = from === 'workspace' ? '' : (root ?? '{projectRoot}');
    const folder = posix.join(base, path).replace(/\/$/, '');
    if (posix.isAbsolute(path) || !isInsideWorkspace(folder)) {
      return refuse(`${show(value)} lies outside the workspace.`, 'Name a folder inside.');
    }
    // Where both plugins write without being told: then we do not need to be told either.
    if (folder === posix.join('dist', root ?? '{projectRoot}')) return nothing;
    const todo = 'Adapt what takes the program from there, such as a Dockerfile.';
    return {
      options: { outputPath: folder },
      notes: [{ says: `The programs are now in the folder ${folder}, each under its own name.`, todo }],
    };
  };
}

/** Variables of `go build`: those that say what it builds for. */
export const buildEnv: OptionRule = (value) => {
  if (!isJsonObject(value)) return refuse(`${show(value)} holds no variables.`, 'Write an object.');
  const { CGO_ENABLED: cgo, GOOS: goos, GOARCH: goarch, ...others } = value;
  const names = Object.keys(others).join(', ');
  if (names !== '') return refuse(`${names} cannot be set for a build alone.`, `Set ${names} where Nx is started.`);
  return {
    options: {
      ...(goos === undefined ? {} : { goos }),
      ...(goarch === undefined ? {} : { goarch }),
      ...(cgo === '1' ? { cgo: true } : {}),
    },
  };
};

/** Flags of `go build` that we have options for, or set anyway. */
export function buildFlags(read: WordReader): OptionRule {
  return compileFlags(read, ['tags', 'ldflags', 'gcflags']);
}

/** Flags of `go run`; a program that is only served needs none for its linker. */
export function serveFlags(read: WordReader): OptionRule {
  return compileFlags(read, ['tags']);
}

function compileFlags(read: WordReader, options: readonly string[]): OptionRule {
  return (value) => {
    const words = toWords(value, read);
    if (words === undefined) return refuse(`${show(value)} needs a shell.`, 'Use the options of the target instead.');
    const { known, rest } = readGoFlags(words, {
      switches: ['race', 'trimpath', 'v', 'x'],
      values: [...options, 'buildvcs'],
    });
    if (rest.length > 0) return refuseFlags(rest, 'Set it in GOFLAGS, or keep the target as it is.');
    const { tags, race } = known;
    const texts = Object.entries(known).filter(([name]) => name === 'ldflags' || name === 'gcflags');
    return {
      options: {
        ...(typeof tags === 'string' ? { tags: splitTags(tags) } : {}),
        ...Object.fromEntries(texts),
        ...(race === true ? { race } : {}),
      },
    };
  };
}

/** Refuses what is left of flags. */
export function refuseFlags(flags: readonly string[], todo: string): Mapping {
  return refuse(`${flags.join(' ')} has no counterpart.`, todo);
}

/** Where a program runs: in its project's folder, and nowhere else. */
export const onlyProjectFolder: OptionRule = (value, { root = '{projectRoot}' }: Place) => {
  const path = typeof value === 'string' ? posix.normalize(value).replace(/\/$/, '') : undefined;
  if (path === root || path === '{projectRoot}') return nothing;
  return refuse(`${show(value)} is not the folder of the project.`, 'Let the program find its files from there.');
};
