import { createGlob } from '../glob/create-glob.ts';

/** Text of a file relative to the workspace root; undefined where there is none. */
export type ReadText = (path: string) => string | undefined;

/**
 * Which package.json files Nx takes for projects: those of the package manager's workspaces,
 * by the same rules as Nx's own plugin (patterns of package.json, pnpm-workspace.yaml and lerna.json).
 */
export function npmWorkspaceMatcher(read: ReadText): (packageJson: string) => boolean {
  const patterns = workspacePatterns(read);
  const negative = patterns.filter((pattern) => pattern.startsWith('!'));
  const given = patterns.filter((pattern) => !pattern.startsWith('!'));
  const isOnlyNegative = negative.length > 0 && given.every((pattern) => pattern === 'package.json');
  const positive = isOnlyNegative ? [...given, '**/package.json'] : given;
  const included = positive.map((pattern) => createGlob(pattern));
  const kept = negative.map((pattern) => createGlob(pattern));
  return (path) => included.some((matches) => matches(path)) && kept.every((matches) => matches(path));
}

function workspacePatterns(read: ReadText): readonly string[] {
  const root = parseJsonObject(read('package.json'));
  if (root === undefined) return [];
  const { workspaces } = root;
  const npm = Array.isArray(workspaces) ? workspaces : (asObject(workspaces)?.['packages'] ?? []);
  const pnpm = listBelow('packages', read('pnpm-workspace.yaml') ?? '');
  const lernaText = read('lerna.json');
  const lernaPackages = asObject(parseJsonObject(lernaText))?.['packages'];
  const lerna = lernaText === undefined ? [] : (lernaPackages ?? ['packages/*']);
  const patterns = [npm, pnpm, lerna].flat().filter((pattern): pattern is string => typeof pattern === 'string');
  const rootItself = root['nx'] === undefined ? [] : ['package.json'];
  return [...patterns.map(toPackageJsonPattern), ...rootItself];
}

function toPackageJsonPattern(pattern: string): string {
  const path = pattern.endsWith('/package.json') ? pattern : `${pattern.replace(/\/+$/, '')}/package.json`;
  return path.replace(/^(!?)\.\//, '$1');
}

/** The items of one list at the top of a YAML file. A parser would cost more time than the whole graph. */
function listBelow(key: string, yaml: string): readonly string[] {
  const lines = yaml.split(/\r?\n/);
  const start = lines.findIndex((line) => line.replace(/\s+$/, '') === `${key}:`);
  if (start === -1) return [];
  const items: string[] = [];
  for (const line of lines.slice(start + 1)) {
    const [, quote, text] = /^\s*-\s*(["']?)(.*?)\1\s*(?:#.*)?$/.exec(line) ?? [];
    if (quote !== undefined && text !== undefined) items.push(text);
    else if (/^\S/.test(line) && !line.startsWith('#')) break;
  }
  return items;
}

/** An object in JSON text; undefined for anything else, also for broken text: others report that. */
export function parseJsonObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
