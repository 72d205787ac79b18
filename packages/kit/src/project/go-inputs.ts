import { readFileSync } from 'node:fs';
import type { GoWorkInput } from './go-work-input.ts';

/** An entry of an Nx target's `inputs`. */
export type TargetInput =
  | string
  | { readonly fileset: string; readonly dependencies?: true }
  | { readonly runtime: string }
  | { readonly env: string }
  // Not a readonly array, so that it fits the type of Nx.
  | { readonly externalDependencies: string[] };

/** What a Go target reads beside its own project and the projects it imports. */
export interface GoInputsRequest {
  /** Whether test files count: they do for test and lint, not for what makes a program. */
  readonly tests: boolean;
  /** Folders of modules that hold more than one project, whose go.mod belongs to none of the others. */
  readonly sharedModules: readonly string[];
  /** What of the workspace's go.work counts. */
  readonly goWork: GoWorkInput;
  /** Whether the project's folder is the workspace itself, so that go.work is one of its files. Default: false. */
  readonly isWorkspace?: boolean;
  /** Files that no build reads, but this target does: `.golangci.yml`. Default: none. */
  readonly alsoRead?: readonly string[];
}

/** Files of tools. No Go build reads them, and nobody embeds them. */
const neverEmbedded = ['.dockerignore', '.golangci.yml', 'project.json', 'template.lock.json'];

/** Files of the workspace that count by what they mean, also where a module at its root makes them files of a project. */
const ofWorkspace = ['go.work', 'go.work.settings'];

/** Files at the root of a project that describe or release it. */
const notRead = [...neverEmbedded, 'Dockerfile', 'README.md', 'compose.yaml', 'k8s/**/*'];

/** Variables of Go that change what it builds; no other system's value of them matters. See `go help environment`. */
const buildVariables = [
  ...['GOVERSION', 'GOOS', 'GOARCH', 'GOFLAGS', 'GOEXPERIMENT', 'CGO_ENABLED'],
  ...['GO386', 'GOAMD64', 'GOARM', 'GOARM64', 'GOMIPS', 'GOMIPS64', 'GOPPC64', 'GORISCV64', 'GOWASM'],
];

/**
 * The inputs of everything that is made from Go code: all files a build can read (any file may be embedded),
 * those of the projects it imports, what the workspace's go.work says, Go's version and its environment.
 * There are no named inputs: one dependency that lacks a `^named` one fails the whole run of Nx.
 */
export function goInputs(request: GoInputsRequest): readonly TargetInput[] {
  const { tests, sharedModules, goWork, isWorkspace = false, alsoRead = [] } = request;
  const excluded = [...notRead.filter((file) => !alsoRead.includes(file)), ...(isWorkspace ? ofWorkspace : [])];
  // Nx drops `!` patterns of dependencies, so there the exclusion is inside the glob, and holds at every depth.
  const ofDependencies = `{projectRoot}/**/!(*_test.go|${[...neverEmbedded, ...ofWorkspace].join('|')})`;
  return [
    { fileset: '{projectRoot}/**/*' },
    ...leaveOut([...excluded, ...(tests ? [] : ['**/*_test.go'])]),
    { fileset: ofDependencies, dependencies: true as const },
    `{workspaceRoot}/${goWork.file}`,
    // It holds the versions that no go.sum names: those that only the modules together lead to.
    '{workspaceRoot}/go.work.sum',
    ...[...sharedModules].sort().flatMap((folder) => ['go.mod', 'go.sum'].map((name) => rootFile(folder, name))),
    // As they hold in the end: what `go env -w` wrote counts, and a variable that says what holds anyway does not.
    { runtime: `go env ${buildVariables.join(' ')}` },
    // Without this Nx would hash every npm package of the workspace, and so build anew after every `npm install`.
    { externalDependencies: [] },
    // One command for all that is known when the graph is made: Nx starts a process for each.
    { runtime: ['echo', ownVersion(), ...(goWork.digest === undefined ? [] : [`go.work:${goWork.digest}`])].join(' ') },
  ];
}

/**
 * Names in one pattern: Nx writes down where each input of each target of each project comes from, at every command.
 * Inside braces it knows names only, no folders and no `**`.
 */
function leaveOut(paths: readonly string[]): readonly TargetInput[] {
  const names = paths.filter((path) => !path.includes('/'));
  const patterns = [
    ...(names.length > 1 ? [`{${names.join(',')}}`] : names),
    ...paths.filter((path) => path.includes('/')),
  ];
  return patterns.map((pattern) => ({ fileset: `!{projectRoot}/${pattern}` }));
}

function rootFile(folder: string, name: string): string {
  return folder === '.' ? `{workspaceRoot}/${name}` : `{workspaceRoot}/${folder}/${name}`;
}

/**
 * Results of an older Slipway must not stand in for ours. Nx hashes what a command prints, but no names and no metadata.
 * Our npm package as an external dependency would draw in all of Nx, and fails every run where Slipway is not in the lockfile.
 */
function ownVersion(): string {
  return (known ??= readVersion());
}

/** Read once: a graph has thousands of targets. */
let known: string | undefined;

function readVersion(): string {
  const { name, version } = JSON.parse(readFileSync(packageJson, 'utf8')) as { name: string; version: string };
  return `${name}@${version}`;
}

/** The path is the same from `src` and from `dist`. */
const packageJson = new URL('../../package.json', import.meta.url);
