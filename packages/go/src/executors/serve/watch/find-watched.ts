import { basename, dirname, join, relative, sep } from 'node:path';
import { isIgnoredFolder } from '@slipway/kit';
import { goFlags } from '../../toolchain/go-flags.ts';
import { parseJsonStream } from '../../toolchain/parse-json-stream.ts';
import type { GoRun } from '../../toolchain/with-go.ts';
import type { Serving } from '../serving.ts';
import { createEmbedMatcher, embedFolders } from './embedded-files.ts';

/** What decides about a program: folders, absolute, and which changes in them count. */
export interface Watched {
  readonly folders: readonly string[];
  isRelevant(path: string, isFolder: boolean): boolean;
}

interface ListedPackage {
  readonly Dir?: string;
  readonly EmbedPatterns?: readonly string[];
  readonly Module?: ListedModule;
}

interface ListedModule {
  readonly Main?: boolean;
  readonly Dir?: string;
  readonly Replace?: { readonly Version?: string };
}

/**
 * Asks Go which packages of the workspace a program is made of. Takes in broken code; `undefined` where Go cannot even
 * say that much.
 */
export async function findWatched(
  run: GoRun,
  { main, tags, buildEnv }: Pick<Serving, 'main' | 'tags' | 'buildEnv'>,
): Promise<Watched | undefined> {
  const ask = (...args: readonly string[]) => run.go(args, { effect: 'read', env: buildEnv });
  const packages = await ask('list', '-e', '-deps', ...goFlags({ tags }), '-json=Dir,EmbedPatterns,Module', main);
  const modules = await ask('list', '-m', '-f={{.Dir}}');
  const goWork = await ask('env', 'GOWORK');
  if (packages.exitCode !== 0 || modules.exitCode !== 0) return undefined;
  const listed = parseJsonStream(packages.stdout) as readonly ListedPackage[];
  return planWatch({
    packages: listed.flatMap(({ Dir: folder, EmbedPatterns: patterns = [], Module: module }) =>
      folder === undefined || module?.Dir === undefined || !isLocal(module)
        ? []
        : [{ folder, patterns, moduleFolder: module.Dir }],
    ),
    // A module that is in go.work and not imported yet, and go.work itself.
    others: [
      ...lines(modules.stdout),
      ...lines(goWork.stdout)
        .filter((path) => path !== 'off')
        .map(dirname),
    ],
    output: join(run.workspaceRoot, 'dist'),
  });
}

/** Of this workspace, or replaced by a folder: what a module proxy gave never changes. */
function isLocal({ Main: isMain = false, Replace: replacement }: ListedModule): boolean {
  return isMain || (replacement !== undefined && replacement.Version === undefined);
}

/** One package of the program. Paths are absolute. */
interface LocalPackage {
  readonly folder: string;
  readonly moduleFolder: string;
  readonly patterns: readonly string[];
}

interface WatchRequest {
  readonly packages: readonly LocalPackage[];
  readonly others: readonly string[];
  /** Programs are built into it: no source, where a module lies at the root of the workspace. */
  readonly output: string;
}

function planWatch({ packages, others, output }: WatchRequest): Watched {
  const isEmbedded = createEmbedMatcher(packages);
  // Also what lies between a module and its packages: a package that is imported before it is written begins there.
  const ways = packages.flatMap(({ folder, moduleFolder }) => foldersBetween(moduleFolder, folder));
  const embedded = packages.filter(({ patterns }) => patterns.length > 0).flatMap(embedFolders);
  return {
    folders: [...new Set([...others, ...ways, ...embedded])].sort(),
    isRelevant: (path, isFolder) =>
      isEmbedded(path) || (isFolder ? !isIgnoredFolder(basename(path)) && path !== output : isGoSource(basename(path))),
  };
}

/** Files that a Go build takes in by their name (https://pkg.go.dev/cmd/go#hdr-File_types), but for tests. */
export function isGoSource(name: string): boolean {
  if (/^go\.(?:mod|sum|work|work\.sum)$/.test(name)) return true;
  const isSource = /\.(?:go|c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|s|S|sx|swig|swigcxx|syso)$/.test(name);
  return isSource && !/^[._]/.test(name) && !name.endsWith('_test.go');
}

function foldersBetween(top: string, folder: string): readonly string[] {
  const names = relative(top, folder)
    .split(sep)
    .filter((name) => name !== '');
  return [top, ...names.map((_, index) => join(top, ...names.slice(0, index + 1)))];
}

function lines(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}
