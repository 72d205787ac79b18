import { testFailure } from '../test/test-failure.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import { unplacedFailure } from '../toolchain/go-failure.ts';
import { toWorkspacePath } from '../toolchain/go-project.ts';
import type { GoRun } from '../toolchain/with-go.ts';

/** A function `FuzzX` of a test file. */
export interface FuzzTest {
  readonly name: string;
  /** Folder of its package, relative to the workspace root. */
  readonly folder: string;
}

/** Asks Go for the fuzz tests of some packages: it knows build tags, and that the tests compile. Throws GO_COMPILE_FAILED. */
export async function findFuzzTests(
  run: GoRun,
  packages: readonly string[],
  tags: readonly string[] = [],
): Promise<readonly FuzzTest[]> {
  const folders = await packageFolders(run, packages, tags);
  // What vet has to say it says when the test runs.
  const listed = await run.go(['test', ...goFlags({ list: '^Fuzz', vet: 'off', tags }), ...packages]);
  if (listed.exitCode !== 0) {
    throw testFailure(run, listed, { what: 'Tests', hint: (name) => `npx nx test ${run.project.name} --run=${name}` });
  }
  const found: FuzzTest[] = [];
  let names: string[] = [];
  for (const line of listed.stdout.split('\n')) {
    // The names come first, the package they are in after them.
    const path = /^(?:ok|\?)\s+(\S+)/.exec(line)?.[1];
    if (/^Fuzz[\w]*$/.test(line)) names.push(line);
    if (path === undefined) continue;
    const folder = folders.get(path) ?? path;
    found.push(...names.map((name) => ({ name, folder })));
    names = [];
  }
  return found;
}

async function packageFolders(
  run: GoRun,
  packages: readonly string[],
  tags: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const args = ['list', '-e', '-find', ...goFlags({ tags }), '-f={{.ImportPath}}\t{{.Dir}}', ...packages];
  const listed = await run.go(args, { effect: 'read' });
  if (listed.exitCode !== 0) throw unplacedFailure('go list', listed);
  const lines = listed.stdout.split('\n').flatMap((line) => {
    const [path, folder] = line.split('\t');
    return path === undefined || folder === undefined ? [] : [[path, folder] as const];
  });
  return new Map(lines.map(([path, folder]) => [path, toWorkspacePath(run.project, run.workspaceRoot, folder)]));
}
