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

/** Options of the executor `bench`. */
export interface BenchOptions {
  /** Benchmarks to run, as a regular expression of Go. Default: all of them. */
  readonly pattern?: string;
  /** One package, relative to the project. Default: all of them. */
  readonly package?: string;
  /** How long each benchmark runs: a Go duration, or a number of times such as `100x`. */
  readonly benchtime?: string;
  readonly count?: number;
  readonly benchmem?: boolean;
  /** Numbers of processors to run each benchmark with. */
  readonly cpu?: readonly number[];
  /** Go duration after which a test binary is ended. */
  readonly timeout?: string;
  readonly tags?: readonly string[];
  /** File for a CPU profile, relative to the workspace root. It needs one package. */
  readonly cpuProfile?: string;
  /** File for a memory profile, relative to the workspace root. It needs one package. */
  readonly memProfile?: string;
  /** File for what `go test` prints, relative to the workspace root: what benchstat compares. */
  readonly outputFile?: string;
}

/** Plans the arguments of `go test -bench`. Throws OPTIONS_INVALID with all problems at once. */
export function planBench(
  options: BenchOptions,
  project: GoProject,
  { workspaceRoot, workDir }: { readonly workspaceRoot: string; readonly workDir: string },
): readonly string[] {
  assertNoProblems('The benchmark', project, 'No benchmark was run.', optionProblems(options, project));
  const { cpuProfile, memProfile } = options;
  const isProfiled = cpuProfile !== undefined || memProfile !== undefined;
  const flags = goFlags({
    run: '^$',
    bench: options.pattern ?? '.',
    benchtime: options.benchtime,
    count: options.count,
    benchmem: options.benchmem,
    cpu: options.cpu,
    timeout: options.timeout,
    tags: options.tags,
    cpuprofile: cpuProfile === undefined ? undefined : join(workspaceRoot, cpuProfile),
    memprofile: memProfile === undefined ? undefined : join(workspaceRoot, memProfile),
    // With a profile Go keeps the test binary, in the project's folder if it is not told otherwise.
    o: isProfiled ? join(workDir, 'bench.test') : undefined,
  });
  return ['test', ...flags, ...benchPackages(options, project, isProfiled)];
}

function benchPackages({ package: path }: BenchOptions, project: GoProject, isProfiled: boolean): readonly string[] {
  if (path !== undefined) return [toPackagePath(path)];
  return isProfiled ? project.packages.map(toPackagePath) : project.patterns;
}

function optionProblems(options: BenchOptions, project: GoProject): OptionProblems {
  const { benchtime, cpu = [], timeout, tags } = options;
  const files = (['cpuProfile', 'memProfile', 'outputFile'] as const).map((name) => ({ name, path: options[name] }));
  const paths = files.flatMap(({ path }) => (path === undefined ? [] : [path]));
  return [
    ...packageProblems(options.package, project),
    ...durationProblems('benchtime', benchtime, { times: true }),
    ...durationProblems('timeout', timeout, { or: ['0s'] }),
    ...cpu
      .filter((count) => !Number.isInteger(count) || count < 1)
      .map((count) => `cpu holds ${count}, which is no number of processors`),
    ...tagProblems(tags),
    ...files.flatMap(({ name, path }) => outputProblems(name, path, 'file')),
    ...(new Set(paths).size < paths.length ? [`${paths.join(', ')}: two of the files to write are one`] : []),
    ...files
      .filter(({ name, path }) => name !== 'outputFile' && path !== undefined && isAmbiguous(options, project))
      .map(
        ({ name }) =>
          `${name} needs one package; set package to one of ${project.packages.map(toPackagePath).join(', ')}`,
      ),
  ];
}

function isAmbiguous(options: BenchOptions, project: GoProject): boolean {
  return options.package === undefined && project.packages.length > 1;
}
