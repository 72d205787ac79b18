import { join } from 'node:path';
import type { GoProject } from '../toolchain/go-project.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import {
  assertNoProblems,
  durationProblems,
  outputProblems,
  packageProblems,
  tagProblems,
  toPackagePath,
  type OptionProblems,
} from '../toolchain/option-problems.ts';

/** Options of the executor `test`. */
export interface TestOptions {
  /** One package, relative to the project. Default: all of them. */
  readonly package?: string;
  readonly race?: boolean;
  readonly cover?: boolean;
  /** File for the coverage profile, relative to the workspace root. */
  readonly coverProfile?: string;
  readonly coverMode?: 'set' | 'count' | 'atomic';
  /** Packages whose coverage is measured, as patterns of Go. Default: each test measures its own package. */
  readonly coverPackages?: readonly string[];
  /** Tests to run, as a regular expression of Go. */
  readonly run?: string;
  /** Tests to leave out, as a regular expression of Go. */
  readonly skip?: string;
  readonly short?: boolean;
  readonly verbose?: boolean;
  readonly failFast?: boolean;
  readonly count?: number;
  /** `on`, `off` or the seed of an order that was printed. */
  readonly shuffle?: string;
  /** Tests of one package that run at once. Default: the number of processors. */
  readonly parallel?: number;
  /** Go duration after which a test binary is ended: `10m`. */
  readonly timeout?: string;
  readonly tags?: readonly string[];
}

/** Plans the arguments of `go test`. Throws OPTIONS_INVALID with all problems at once. */
export function planTest(options: TestOptions, project: GoProject, workspaceRoot: string): readonly string[] {
  assertNoProblems('The test', project, 'No test was run.', optionProblems(options, project));
  const { cover, coverProfile, coverMode, coverPackages = [] } = options;
  const flags = goFlags({
    race: options.race,
    cover: cover === true || coverProfile !== undefined || coverMode !== undefined || coverPackages.length > 0,
    coverprofile: coverProfile === undefined ? undefined : join(workspaceRoot, coverProfile),
    covermode: coverMode,
    coverpkg: coverPackages,
    run: options.run,
    skip: options.skip,
    short: options.short,
    v: options.verbose,
    failfast: options.failFast,
    count: options.count,
    shuffle: options.shuffle,
    parallel: options.parallel,
    timeout: options.timeout,
    tags: options.tags,
  });
  return ['test', ...flags, ...(options.package === undefined ? project.patterns : [toPackagePath(options.package)])];
}

function optionProblems(options: TestOptions, project: GoProject): OptionProblems {
  const { race, coverProfile, coverMode, coverPackages = [], shuffle, timeout, tags } = options;
  return [
    ...packageProblems(options.package, project),
    ...outputProblems('coverProfile', coverProfile, 'file'),
    ...(race === true && coverMode !== undefined && coverMode !== 'atomic'
      ? [`coverMode is "${coverMode}"; with race only "atomic" counts right`]
      : []),
    ...coverPackages
      .filter((pattern) => !/^[^\s,-][^\s,]*$/.test(pattern))
      .map((pattern) => `coverPackages holds "${pattern}", which is no package pattern`),
    ...(shuffle !== undefined && !/^(?:on|off|-?\d+)$/.test(shuffle)
      ? [`shuffle is "${shuffle}"; use on, off or the number that an earlier run printed`]
      : []),
    ...durationProblems('timeout', timeout, { or: ['0s'] }),
    ...tagProblems(tags),
  ];
}
