import { parseDirectives, type GoDirective, type GoFileProblem } from './go-mod-lines.ts';

/** A module at one version, or at all of them. */
export interface ModuleVersion {
  readonly path: string;
  readonly version?: string;
}

/** `replace old => new`. A new path that begins with `./`, `../` or `/` is a directory. */
export interface Replacement {
  readonly old: ModuleVersion;
  readonly new: ModuleVersion;
}

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
  readonly problems: readonly GoFileProblem[];
}

/** A go.work. `use` holds folders as written, relative to the file. */
export interface GoWork {
  readonly go?: string;
  readonly toolchain?: string;
  readonly use: readonly string[];
  readonly replace: readonly Replacement[];
  readonly problems: readonly GoFileProblem[];
}

/** Reads a go.mod. Unknown directives are skipped: a newer Go may know them. Never throws. */
export function parseGoMod(text: string): GoMod {
  const { directives, problems } = parseDirectives(text);
  const file = collect(directives, problems);
  const module = directives.find(({ verb }) => verb === 'module')?.words[0];
  if (module === undefined) file.problems.push({ line: 1, message: 'the line "module <path>" is missing' });
  return {
    ...(module === undefined ? {} : { module }),
    ...file.versions,
    require: file.require,
    replace: file.replace,
    tools: directives.filter(({ verb }) => verb === 'tool').flatMap(({ words: [path] }) => path ?? []),
    problems: file.problems,
  };
}

/** Reads a go.work. Never throws. */
export function parseGoWork(text: string): GoWork {
  const { directives, problems } = parseDirectives(text);
  const file = collect(directives, problems);
  return {
    ...file.versions,
    use: directives.filter(({ verb }) => verb === 'use').flatMap(({ words: [folder] }) => folder ?? []),
    replace: file.replace,
    problems: file.problems,
  };
}

/** Whether the right side of a `replace` is a folder, by the go command's own rule. */
export function isLocalPath(path: string): boolean {
  return /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[A-Za-z]:[\\/])/.test(path);
}

interface Collected {
  readonly versions: { readonly go?: string; readonly toolchain?: string };
  readonly require: readonly ModuleVersion[];
  readonly replace: readonly Replacement[];
  readonly problems: GoFileProblem[];
}

function collect(directives: readonly GoDirective[], syntaxProblems: readonly GoFileProblem[]): Collected {
  const require: ModuleVersion[] = [];
  const replace: Replacement[] = [];
  const problems = [...syntaxProblems];
  for (const directive of directives) {
    const { verb, words, line } = directive;
    if (verb === 'require') {
      const [path, version] = words;
      if (path === undefined || version === undefined)
        problems.push({ line, message: 'usage: require module version' });
      else require.push({ path, version });
    }
    if (verb === 'replace') {
      const replacement = toReplacement(words);
      if (replacement === undefined)
        problems.push({ line, message: 'usage: replace module [version] => other [version]' });
      else replace.push(replacement);
    }
  }
  const go = firstWord(directives, 'go');
  const toolchain = firstWord(directives, 'toolchain');
  return {
    versions: { ...(go === undefined ? {} : { go }), ...(toolchain === undefined ? {} : { toolchain }) },
    require,
    replace,
    problems,
  };
}

function firstWord(directives: readonly GoDirective[], wanted: string): string | undefined {
  return directives.find(({ verb }) => verb === wanted)?.words[0];
}

function toReplacement(words: readonly string[]): Replacement | undefined {
  const arrow = words.indexOf('=>');
  const old = toVersion(words.slice(0, Math.max(arrow, 0)));
  const target = toVersion(words.slice(arrow + 1));
  return arrow === -1 || old === undefined || target === undefined ? undefined : { old, new: target };
}

function toVersion([path, version, ...rest]: readonly string[]): ModuleVersion | undefined {
  if (path === undefined || rest.length > 0) return undefined;
  return version === undefined ? { path } : { path, version };
}
