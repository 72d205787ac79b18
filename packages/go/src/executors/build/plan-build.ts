import { join, posix } from 'node:path';
import { isLinkableVersion, releaseBuildArgs } from '@slipway/kit';
import { commandName } from '../../inference/plan-targets.ts';
import type { GoProject } from '../toolchain/go-project.ts';
import { assertNoProblems, outputProblems, tagProblems, toPackagePath } from '../toolchain/option-problems.ts';

/** Options of the executor `build`. */
export interface BuildOptions {
  /** One main package, relative to the project. Default: all of them. */
  readonly main?: string;
  /** Folder of the programs, relative to the workspace root. Default: `dist/<project root>/bin`. */
  readonly outputPath?: string;
  /** Goes into `main.version`. Not called `version`, because Nx keeps `--version` for itself. Default: `dev`. */
  readonly appVersion?: string;
  readonly ldflags?: string;
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

/** Plans the go commands of a build. Throws OPTIONS_INVALID with all problems at once. */
export function planBuild(options: BuildOptions, project: GoProject, workspaceRoot: string): readonly BuildStep[] {
  const { appVersion = 'dev', ldflags, tags = [], race = false } = options;
  assertOptions(options, project);
  const mains = options.main === undefined ? project.commands : [toPackagePath(options.main)];
  if (mains.length === 0) {
    const flags = [...(race ? ['-race'] : []), ...(tags.length > 0 ? ['-tags', tags.join(',')] : [])];
    return [{ args: ['build', '-buildvcs=false', ...flags, ...project.patterns] }];
  }
  const folder = options.outputPath ?? posix.join('dist', project.root, 'bin');
  return mains.map((main) => {
    const output = posix.join(folder, programName(main, project));
    const [verb = 'build', ...args] = releaseBuildArgs({
      packagePath: main,
      output: join(workspaceRoot, output),
      version: appVersion,
      tags,
      ...(ldflags === undefined ? {} : { ldflags }),
    });
    return { args: [verb, ...(race ? ['-race'] : []), ...args], output };
  });
}

/** What the file of a program is called. */
export function programName(main: string, { name, commands }: GoProject): string {
  const isWindows = (process.env['GOOS'] ?? process.platform).startsWith('win');
  return `${main === '.' ? name : commandName(main, commands)}${isWindows ? '.exe' : ''}`;
}

function assertOptions({ main, outputPath, appVersion, tags }: BuildOptions, project: GoProject): void {
  assertNoProblems('The build', project, 'Nothing was built.', [
    ...mainProblems(main, project),
    ...outputProblems('outputPath', outputPath, 'folder'),
    ...(appVersion !== undefined && !isLinkableVersion(appVersion)
      ? [`appVersion is "${appVersion}"; use letters, digits and . _ - + ~ : / @`]
      : []),
    ...tagProblems(tags),
  ]);
}

/** What is wrong with a choice of main package. */
export function mainProblems(main: string | undefined, { commands }: GoProject): readonly string[] {
  if (main === undefined || commands.includes(toPackagePath(main))) return [];
  const known = commands.length === 0 ? 'it has none' : `it has ${commands.join(', ')}`;
  return [`main is "${main}", which is no main package of the project; ${known}`];
}
