import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { SlipwayError, type CommandResult } from '@slipway/kit';
import { isInsideWorkspace } from '../build/plan-build.ts';
import { isNonEmpty, placedFailure, unplacedFailure } from '../toolchain/go-failure.ts';
import { withGo, type GoRun } from '../toolchain/with-go.ts';

/** Options of the executor `test`. */
export interface TestOptions {
  readonly race?: boolean;
  readonly cover?: boolean;
  /** File for the coverage profile, relative to the workspace root. */
  readonly coverProfile?: string;
  /** Tests to run, as a regular expression of Go. */
  readonly run?: string;
  readonly short?: boolean;
  readonly verbose?: boolean;
  readonly count?: number;
  /** Go duration after which a test binary is ended: `10m`. */
  readonly timeout?: string;
  readonly tags?: readonly string[];
}

/** Runs the Go tests of the project. Go's own output goes to the user as it comes. */
export default function test(options: TestOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const { coverProfile } = options;
    if (coverProfile !== undefined) await makeFolderOf(coverProfile, run);
    const args = testArgs(options, run.workspaceRoot);
    const env = options.race === true ? { CGO_ENABLED: '1' } : {};
    const result = await run.go(['test', ...args, ...run.project.patterns], { output: 'live', env });
    if (result.exitCode !== 0) throw testFailure(run, result);
    return { success: true };
  });
}

/** The flags of `go test`. */
export function testArgs(options: TestOptions, workspaceRoot: string): readonly string[] {
  const { race, cover, coverProfile, run, short, verbose, count, timeout, tags = [] } = options;
  return [
    ...(race === true ? ['-race'] : []),
    ...(cover === true || coverProfile !== undefined ? ['-cover'] : []),
    ...(coverProfile === undefined ? [] : [`-coverprofile=${join(workspaceRoot, coverProfile)}`]),
    ...(run === undefined ? [] : [`-run=${run}`]),
    ...(short === true ? ['-short'] : []),
    ...(verbose === true ? ['-v'] : []),
    ...(count === undefined ? [] : [`-count=${count}`]),
    ...(timeout === undefined ? [] : [`-timeout=${timeout}`]),
    ...(tags.length === 0 ? [] : [`-tags=${tags.join(',')}`]),
  ];
}

async function makeFolderOf(coverProfile: string, { project, workspaceRoot }: GoRun): Promise<void> {
  if (isInsideWorkspace(coverProfile)) {
    await mkdir(dirname(join(workspaceRoot, coverProfile)), { recursive: true });
    return;
  }
  throw new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: `The tests of ${project.name} cannot run with these options.`,
    details: [`coverProfile is "${coverProfile}"; it must be a file inside the workspace`],
    state: 'No test was run.',
  });
}

function testFailure(run: GoRun, result: CommandResult): SlipwayError {
  const output = `${result.stdout}\n${result.stderr}`;
  const places = run.placesIn(result);
  if (/\[(?:build|setup) failed\]/.test(output) && isNonEmpty(places))
    return placedFailure('GO_COMPILE_FAILED', places);
  const failed = [...output.matchAll(/^--- FAIL: (\S+)/gm)].map(([, name = '']) => name);
  const packages = [...output.matchAll(/^FAIL\t(\S+)/gm)].map(([, path = '']) => path);
  if (failed.length === 0 && packages.length === 0) return unplacedFailure('go test', result);
  const what = failed.length > 0 ? failed.join(', ') : packages.join(', ');
  return new SlipwayError({
    code: 'GO_TEST_FAILED',
    summary: `Tests of ${run.project.name} failed: ${what}.`,
    hint: `Run one alone with "npx nx test ${run.project.name} --run=${failed[0] ?? 'TestName'} --verbose".`,
  });
}
