import { posix } from 'node:path';
import { npmWorkspaceMatcher, parseJsonObject, type ReadText } from './npm-workspaces.ts';
import { folderOf, type WorkspaceFiles } from './workspace-files.ts';

/**
 * Names every project of the workspace: root → name. Two are never equal, unless somebody wrote them so.
 * A written name wins (project.json, or a package.json that Nx takes for a project). Else it is the last segment of
 * the root, or of the module path for the workspace root; when that is taken, the whole path with dashes.
 * The plugins share this function: when two give one root different names, Nx silently lets the later plugin win,
 * and two projects of one name fail the whole graph.
 */
export function nameProjects({ modules, manifests }: WorkspaceFiles, read: ReadText): ReadonlyMap<string, string> {
  const written = writtenNames(manifests, read);
  const open = [...modules.keys()].filter((root) => !written.has(root)).sort();
  const short = new Map(open.map((root) => [root, shortName(root, modules.get(root)?.module)]));
  const uses = countValues([...written.values(), ...short.values()]);
  const names = new Map(written);
  const taken = new Set([...written.values(), ...[...short.values()].filter((name) => uses.get(name) === 1)]);
  for (const [root, name] of short) {
    if (uses.get(name) === 1) {
      names.set(root, name);
      continue;
    }
    const long = firstFree(longName(root, modules.get(root)?.module), taken);
    taken.add(long);
    names.set(root, long);
  }
  return new Map([...names].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names that files give, and those that Nx itself gives to npm workspaces without one. */
function writtenNames(manifests: readonly string[], read: ReadText): ReadonlyMap<string, string> {
  const isNpmWorkspace = npmWorkspaceMatcher(read);
  const withProjectJson = new Set(manifests.filter((file) => posix.basename(file) === 'project.json').map(folderOf));
  const names = new Map<string, string>();
  // package.json sorts before project.json, whose name wins in Nx as well.
  for (const file of [...manifests].sort()) {
    const folder = folderOf(file);
    const json = parseJsonObject(read(file));
    if (posix.basename(file) === 'project.json') {
      if (typeof json?.['name'] === 'string') names.set(folder, json['name']);
    } else if (isNpmWorkspace(file) || withProjectJson.has(folder)) {
      names.set(folder, npmName(json, folder));
    }
  }
  return names;
}

function npmName(json: Readonly<Record<string, unknown>> | undefined, folder: string): string {
  const nx = json?.['nx'] as Readonly<Record<string, unknown>> | undefined;
  const written = nx?.['name'] ?? json?.['name'];
  return typeof written === 'string' && written !== '' ? written : posix.basename(folder).toLowerCase();
}

function shortName(root: string, module: string | undefined): string {
  return toName(root === '.' ? lastOfModule(module ?? 'workspace') : posix.basename(root));
}

function longName(root: string, module: string | undefined): string {
  return toName((root === '.' ? (module ?? 'workspace') : root).replaceAll('/', '-'));
}

/** The last segment that is no major version: `example.com/acme/v2` is acme. */
function lastOfModule(module: string): string {
  const segments = module.split('/').filter((segment) => segment !== '');
  const named = segments.filter((segment, index) => index === 0 || !/^v\d+$/.test(segment));
  return named.at(-1) ?? 'workspace';
}

/** A colon would separate project and target in Nx, a blank two arguments. */
function toName(text: string): string {
  return text.replaceAll(/[\s:]+/g, '-');
}

function countValues(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Different paths can become equal with dashes: `a/b-c` and `a-b/c`. */
function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
  }
}
