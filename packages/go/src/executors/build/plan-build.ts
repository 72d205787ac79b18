import { join, posix } from 'node:path';
import { isLinkableVersion, releaseBuildArgs } from '@slipway/kit';
import { commandName } from '../../inference/plan-targets.ts';
import type { GoProject } from '../toolchain/go-project.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import { assertNoProblems, outputProblems, tagProblems, toPackagePath } from '../toolchain/option-problems.ts';
import { platformProblems, type GoPlatforms } from './platforms.ts';

/** Options of the executor `build`. */
export interface BuildOptions {
  /** One main package, relative to the project. Default: all of them. */
  readonly main?: string;
  /** Folder of the programs, relative to the workspace root. Default: `dist/<project root>/bin`. */
  readonly outputPath?: string;
  /** Goes into `main.version`. Not called `version`, because Nx keeps `--version` for itself. Default: `dev`. */
  readonly appVersion?: string;
  /** System to build for: `linux`. Default: that of GOOS, else this one. */
  readonly goos?: string;
  /** Processor to build for: `arm64`. Default: that of GOARCH, else this one. */
  readonly goarch?: string;
  readonly ldflags?: string;
  /** Flags for the compiler of the project's packages. */
  readonly gcflags?: string;
  readonly tags?: readonly string[];
  /** Build with the race detector. It needs cgo. Default: false. */
  readonly race?: boolean;
  /** Allow cgo: the program may then need libraries of this system. Default: false. */
  readonly cgo?: boolean;
}

/** One `go build`. */
export interface BuildStep {
  readonly args: readonly string[];
  /** The program it writes, relative to the workspace root. Absent: compiled to see whether it does. */
  readonly output?: string;
}

/**
 * Plans the go commands of a build. `platforms` is what the Go of the run builds for, where the options name a platform.
 * Throws OPTIONS_INVALID with all problems at once.
 */
export function planBuild(
  options: BuildOptions,
  { project, workspaceRoot }: { readonly project: GoProject; readonly workspaceRoot: string },
  platforms?: GoPlatforms,
): readonly BuildStep[] {
  assertOptions(options, project, platforms);
  const { appVersion = 'dev', ldflags, tags = [], race, gcflags, goos } = options;
  const flags = goFlags({ race, gcflags });
  const mains = options.main === undefined ? project.commands : [toPackagePath(options.main)];
  if (mains.length === 0)
    return [{ args: ['build', '-buildvcs=false', ...flags, ...goFlags({ tags }), ...project.patterns] }];
  const folder = options.outputPath ?? posix.join('dist', project.root, 'bin');
  return mains.map((main) => {
    const output = posix.join(folder, programName(main, project, goos));
    const [verb = 'build', ...args] = releaseBuildArgs({
      packagePath: main,
      output: join(workspaceRoot, output),
      version: appVersion,
      tags,
      ...(ldflags === undefined ? {} : { ldflags }),
    });
    return { args: [verb, ...flags, ...args], output };
  });
}

/** What the file of a program is called on the system it is built for. */
export function programName(
  main: string,
  { name, commands }: GoProject,
  goos: string = process.env['GOOS'] ?? process.platform,
): string {
  return `${main === '.' ? rootName(name, commands) : commandName(main, commands)}${goos.startsWith('win') ? '.exe' : ''}`;
}

/** Named after the project, but where another program has that name: one would be written over the other. */
function rootName(project: string, commands: readonly string[]): string {
  const name = lastPart(project);
  const isTaken = commands.some((other) => other !== '.' && commandName(other, commands) === name);
  return isTaken ? commandName('.', commands) : name;
}

/** A project may be named by its path, `apps/api`, and `.` is no name for a file. */
function lastPart(name: string): string {
  const last = posix.basename(name);
  return /^\.*$/.test(last) ? 'main' : last;
}

function assertOptions(options: BuildOptions, project: GoProject, platforms: GoPlatforms | undefined): void {
  const { main, outputPath, appVersion, tags } = options;
  assertNoProblems('The build', project, 'Nothing was built.', [
    ...mainProblems(main, project),
    ...outputProblems('outputPath', outputPath, 'folder'),
    ...(appVersion !== undefined && !isLinkableVersion(appVersion)
      ? [`appVersion is "${appVersion}"; use letters, digits and . _ - + ~ : / @`]
      : []),
    ...tagProblems(tags),
    ...(platforms === undefined ? [] : platformProblems(options, platforms)),
  ]);
}

/** What is wrong with a choice of main package. */
export function mainProblems(main: string | undefined, { commands }: GoProject): readonly string[] {
  if (main === undefined || commands.includes(toPackagePath(main))) return [];
  const known = commands.length === 0 ? 'it has none' : `it has ${commands.join(', ')}`;
  return [`main is "${main}", which is no main package of the project; ${known}`];
}
