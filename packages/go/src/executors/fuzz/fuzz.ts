import { posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { closest, SlipwayError, type CommandResult } from '@slipway/kit';
import { testFailure } from '../test/test-failure.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import type { GoProject } from '../toolchain/go-project.ts';
import {
  assertNoProblems,
  durationProblems,
  packageProblems,
  tagProblems,
  toPackagePath,
} from '../toolchain/option-problems.ts';
import { withGo, type GoRun } from '../toolchain/with-go.ts';
import { findFuzzTests, type FuzzTest } from './find-fuzz-tests.ts';

/** Options of the executor `fuzz`. */
export interface FuzzOptions {
  /** The fuzz test to run, by its name. Needed where there are several: Go runs one at a time. */
  readonly fuzz?: string;
  /** One package, relative to the project. Default: all of them are looked through. */
  readonly package?: string;
  /** A Go duration, a number of inputs such as `1000x`, or `forever`. Default: `1m`. */
  readonly fuzztime?: string;
  /** How long to shorten an input that fails: a Go duration or a number of times. */
  readonly fuzzminimizetime?: string;
  /** Processes that try inputs at once. Default: the number of processors. */
  readonly parallel?: number;
  readonly race?: boolean;
  readonly tags?: readonly string[];
}

/** Runs one fuzz test of the project. An input that fails is kept in its testdata, where every later test tries it. */
export default function fuzz(options: FuzzOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const { project, logger } = run;
    assertOptions(options, project);
    const packages = options.package === undefined ? project.patterns : [toPackagePath(options.package)];
    const chosen = chooseTest(options, project, await findFuzzTests(run, packages, options.tags));
    if (chosen === undefined) {
      logger.info(`${project.name} has no fuzz test`);
      return { success: true };
    }
    const { fuzztime = '1m' } = options;
    const flags = goFlags({
      run: '^$',
      fuzz: `^${chosen.name}$`,
      fuzztime: fuzztime === 'forever' ? undefined : fuzztime,
      fuzzminimizetime: options.fuzzminimizetime,
      parallel: options.parallel,
      race: options.race,
      tags: options.tags,
    });
    const env = options.race === true ? { CGO_ENABLED: '1' } : {};
    const args = ['test', ...flags, packageIn(project, chosen.folder)];
    const result = await run.go(args, { output: 'live', env });
    if (result.exitCode !== 0) throw fuzzFailure(run, chosen, result);
    logger.info(`${chosen.name} in ${chosen.folder} found no input that fails in ${fuzztime}`);
    return { success: true };
  });
}

function assertOptions(options: FuzzOptions, project: GoProject): void {
  const { fuzz: name, fuzztime, fuzzminimizetime, tags } = options;
  assertNoProblems('The fuzz test', project, 'Nothing was run.', [
    ...(name !== undefined && !/^Fuzz\w*$/.test(name)
      ? [`fuzz is "${name}"; it must be the whole name of a fuzz test, such as FuzzParse`]
      : []),
    ...packageProblems(options.package, project),
    ...durationProblems('fuzztime', fuzztime, { times: true, or: ['forever'] }),
    ...durationProblems('fuzzminimizetime', fuzzminimizetime, { times: true }),
    ...tagProblems(tags),
  ]);
}

/** `undefined` where there is nothing to choose from and nothing was asked for. */
function chooseTest({ fuzz: name }: FuzzOptions, project: GoProject, tests: readonly FuzzTest[]): FuzzTest | undefined {
  const fitting = name === undefined ? tests : tests.filter((test) => test.name === name);
  if (fitting.length > 1) throw severalTests(project, fitting);
  if (fitting.length === 0 && name !== undefined) throw unknownTest(project, name, tests);
  return fitting[0];
}

function unknownTest(project: GoProject, name: string, tests: readonly FuzzTest[]): SlipwayError {
  const names = tests.map((test) => test.name);
  const suggestion = closest(name, names);
  const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  return new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: `${project.name} has no fuzz test "${name}"${meant === '' ? '.' : meant}`,
    details: tests.map(inWords),
  });
}

function severalTests(project: GoProject, tests: readonly FuzzTest[]): SlipwayError {
  const [{ name, folder } = { name: '', folder: '' }] = tests;
  const isOneName = tests.every((test) => test.name === name);
  return new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: `${project.name} has ${tests.length} fuzz tests${isOneName ? ` called ${name}` : ''}, and Go runs one at a time.`,
    details: tests.map(inWords),
    hint: `Choose one: ${isOneName ? `--package=${packageIn(project, folder)}` : `--fuzz=${name}`}`,
  });
}

function inWords({ name, folder }: FuzzTest): string {
  return `${name} in ${folder}`;
}

function packageIn({ root }: GoProject, folder: string): string {
  return toPackagePath(posix.relative(root, folder) || '.');
}

function fuzzFailure(run: GoRun, { name, folder }: FuzzTest, result: CommandResult): SlipwayError {
  const alone = (test: string) => `npx nx test ${run.project.name} --run=${test} --verbose`;
  const input = /Failing input written to (\S+)/.exec(result.stdout)?.[1];
  if (input !== undefined) {
    const file = posix.join(folder, input.replaceAll('\\', '/'));
    return new SlipwayError({
      code: 'GO_TEST_FAILED',
      summary: `${name} fails on ${file}.`,
      details: ['The input is kept in that file: commit it, and every test tries it from now on.'],
      hint: `Run it alone with "${alone(`${name}/${posix.basename(file)}`)}".`,
    });
  }
  const seed = /failure while testing seed corpus entry: (\S+)/.exec(result.stdout)?.[1];
  if (seed === undefined) return testFailure(run, result, { what: 'Fuzz tests', hint: alone });
  return new SlipwayError({
    code: 'GO_TEST_FAILED',
    summary: `${name} in ${folder} fails on its own seed ${seed}, before anything was tried.`,
    hint: `Run it alone with "${alone(seed)}".`,
  });
}
