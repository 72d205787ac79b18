import { parseDirectives, type GoFileProblem } from './go-mod-lines.ts';
import type { ModuleVersion, Replacement } from './replacement.ts';
import { readDirectives } from './read-directives.ts';

/** A go.mod as far as a build graph needs it. What is broken is left out and named in `problems`. */
export interface GoMod {
  readonly module?: string;
  /** The language version: `1.26.0`. */
  readonly go?: string;
  readonly toolchain?: string;
  readonly require: readonly ModuleVersion[];
  readonly replace: readonly Replacement[];
  /** Packages of `tool` lines. */
  readonly tools: readonly string[];
  /** Folders of `ignore` lines as written: `./x` is one folder of the module, `x` every folder of that name. */
  readonly ignore: readonly string[];
  readonly problems: readonly GoFileProblem[];
}

/** A go.work. `use` holds folders as written, relative to the file. */
export interface GoWork {
  readonly go?: string;
  readonly toolchain?: string;
  /** Settings as written: `panicnil=1`. */
  readonly godebug: readonly string[];
  readonly use: readonly string[];
  readonly replace: readonly Replacement[];
  readonly problems: readonly GoFileProblem[];
}

/**
 * Reads a go.mod. Never throws. Unknown directives are skipped: a newer Go may know them. Versions are taken as they
 * stand: `master` is one to the go command, which asks the module's host for its meaning.
 */
export function parseGoMod(text: string): GoMod {
  const { directives, problems } = parseDirectives(text);
  const read = readDirectives(directives, problems, goModVerbs);
  const [module] = read.module;
  return {
    ...(module === undefined ? {} : { module }),
    ...read.versions,
    require: read.require,
    replace: read.replace,
    tools: read.tool,
    ignore: read.ignore,
    problems: [
      ...read.problems,
      ...(read.module.length === 0 ? [{ line: 1, message: 'the line "module <path>" is missing' }] : []),
    ],
  };
}

/** Reads a go.work. Never throws; skips what `parseGoMod` skips. */
export function parseGoWork(text: string): GoWork {
  const { directives, problems } = parseDirectives(text);
  const read = readDirectives(directives, problems, goWorkVerbs);
  return {
    ...read.versions,
    godebug: read.godebug,
    use: read.use,
    replace: read.replace,
    problems: read.problems,
  };
}

const shared = ['go', 'toolchain', 'godebug', 'replace'];
const goModVerbs: ReadonlySet<string> = new Set([
  ...shared,
  'module',
  'require',
  'exclude',
  'retract',
  'tool',
  'ignore',
]);
const goWorkVerbs: ReadonlySet<string> = new Set([...shared, 'use']);
