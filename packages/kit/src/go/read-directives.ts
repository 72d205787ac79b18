import type { GoDirective, GoFileProblem } from './go-mod-lines.ts';
import { isLocalPath, type ModuleVersion, type Replacement } from './replacement.ts';
import { unquote } from './unquote.ts';

/** What the directives of a go.mod or go.work mean, each list in the order of the file. */
export interface ReadDirectives {
  readonly versions: { readonly go?: string; readonly toolchain?: string };
  readonly module: readonly string[];
  readonly require: readonly ModuleVersion[];
  readonly replace: readonly Replacement[];
  readonly tool: readonly string[];
  readonly ignore: readonly string[];
  readonly godebug: readonly string[];
  readonly use: readonly string[];
  readonly problems: readonly GoFileProblem[];
}

/** Gives directives their meaning. Those whose verb is not among `known` are skipped; a broken one is named as a problem. */
export function readDirectives(
  directives: readonly GoDirective[],
  syntaxProblems: readonly GoFileProblem[],
  known: ReadonlySet<string>,
): ReadDirectives {
  const problems = [...syntaxProblems];
  const draft: Draft = { go: [], toolchain: [], ...emptyLists() };
  for (const directive of directives) {
    const { verb, line } = directive;
    if (known.has(verb)) readers[verb]?.(directive, draft, (message) => problems.push({ line, message }));
  }
  const {
    go: [go],
    toolchain: [toolchain],
    ...lists
  } = draft;
  return {
    versions: { ...(go === undefined ? {} : { go }), ...(toolchain === undefined ? {} : { toolchain }) },
    ...lists,
    problems: problems.sort((a, b) => a.line - b.line),
  };
}

type Report = (message: string) => void;
type Reader = (directive: GoDirective, draft: Draft, report: Report) => void;

/** What is read so far. */
interface Draft {
  readonly go: string[];
  readonly toolchain: string[];
  readonly module: string[];
  readonly require: ModuleVersion[];
  readonly replace: Replacement[];
  readonly tool: string[];
  readonly ignore: string[];
  readonly godebug: string[];
  readonly use: string[];
}

function emptyLists(): Omit<Draft, 'go' | 'toolchain'> {
  return { module: [], require: [], replace: [], tool: [], ignore: [], godebug: [], use: [] };
}

// The patterns of versions are the go command's own; they are loose, so that an older Go can name the newer one it needs.
const readers: Readonly<Record<string, Reader>> = {
  go: version('go', /^[1-9]\d*\.(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))?(?:[a-z]+\d+)?$/, '1.26.0'),
  toolchain: version('toolchain', /^default$|^go1(?:$|\.)/, 'go1.26.0'),
  module: path('module'),
  tool: path('tool'),
  ignore: path('ignore'),
  use: path('use'),
  require: required((draft, found) => draft.require.push(found)),
  // What is excluded is in no build, and so in no graph.
  exclude: required(() => undefined),
  replace({ words }, draft, report) {
    const found = readReplacement(words, report);
    if (found !== undefined) draft.replace.push(found);
  },
  godebug({ words: [setting, ...more] }, draft, report) {
    if (setting === undefined || more.length > 0 || !/^[^"'`,=]*=[^"'`,]*$/.test(setting)) {
      report('usage: godebug key=value');
    } else draft.godebug.push(setting);
  },
  retract({ words }, _draft, report) {
    if (!isInterval(words)) report('usage: retract version, or retract [version, version]');
  },
};

function version(verb: 'go' | 'toolchain', pattern: RegExp, example: string): Reader {
  return ({ words: [word, ...more], isInBlock }, draft, report) => {
    if (isInBlock) report(`"${verb}" may not stand in a block`);
    else if (draft[verb].length > 0) report(`there is a second line "${verb}"`);
    else if (word === undefined || more.length > 0 || !pattern.test(word)) report(`usage: ${verb} ${example}`);
    else draft[verb].push(word);
  };
}

function path(verb: 'module' | 'tool' | 'ignore' | 'use'): Reader {
  return ({ words: [word, ...more] }, draft, report) => {
    if (word === undefined || more.length > 0) {
      report(`usage: ${verb} path`);
      return;
    }
    const text = readPath(word, report);
    if (verb === 'module' && draft.module.length > 0) report('there is a second line "module"');
    else if (text !== undefined) draft[verb].push(text);
  };
}

function required(keep: (draft: Draft, found: ModuleVersion) => void): Reader {
  return ({ verb, words }, draft, report) => {
    const found = words.length === 2 ? readModule(words, report) : undefined;
    if (words.length !== 2) report(`usage: ${verb} module version`);
    else if (found !== undefined) keep(draft, found);
  };
}

/** The text of a word. Of the strings that the reference knows, the go command takes those in `"` alone. */
function readPath(word: string, report: Report): string | undefined {
  const isQuoted = word.startsWith('"');
  if (!isQuoted && /["'`]/.test(word)) {
    report(`the go command refuses the quotes of ${word}; only "…" may be around a path`);
    return word.startsWith('`') ? unquote(word) : undefined;
  }
  const text = isQuoted ? unquote(word) : word;
  if (text === undefined) report(`${word} is no string`);
  return text;
}

function readModule([first, second]: readonly string[], report: Report): ModuleVersion | undefined {
  const path = readPath(first ?? '', report);
  if (path === undefined || second === undefined) return path === undefined ? undefined : { path };
  const version = readPath(second, report);
  return version === undefined ? undefined : { path, version };
}

function readReplacement(words: readonly string[], report: Report): Replacement | undefined {
  const arrow = words[1] === '=>' ? 1 : 2;
  if (words[arrow] !== '=>' || words.length < arrow + 2 || words.length > arrow + 3) {
    report('usage: replace module [version] => other [version]');
    return undefined;
  }
  const old = readModule(words.slice(0, arrow), report);
  const target = readModule(words.slice(arrow + 1), report);
  if (old === undefined || target === undefined) return undefined;
  const isLocal = isLocalPath(target.path);
  if (!isLocal && target.version === undefined) {
    report(`"${target.path}" needs a version, or "./" before it where it is a folder`);
    return undefined;
  }
  if (isLocal && target.version !== undefined) {
    report(`the folder "${target.path}" can have no version`);
    return { old, new: { path: target.path } };
  }
  return { old, new: target };
}

function isInterval(words: readonly string[]): boolean {
  const isVersion = (word: string | undefined) => word !== undefined && !/^[()[\]{},]$/.test(word);
  if (words.length === 1) return isVersion(words[0]);
  const [open, low, comma, high, close] = words;
  return words.length === 5 && open === '[' && isVersion(low) && comma === ',' && isVersion(high) && close === ']';
}
