import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { isSlipwayError, releaseBuildArgs, releaseBuildEnv, SlipwayError } from '@slipway/kit';
import type { GoProject } from '../toolchain/go-project.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import { assertNoProblems, tagProblems, toPackagePath } from '../toolchain/option-problems.ts';
import { assertCompiled, withGo, type GoRun } from '../toolchain/with-go.ts';
import { mainProblems, programName } from '../build/plan-build.ts';
import { serveWatching } from './serve-watching.ts';
import type { Serving } from './serving.ts';

/** Options of the executor `serve`. */
export interface ServeOptions {
  /** The main package, relative to the project. Needed where there are several. */
  readonly main?: string;
  /** Build and start anew when the code changes. Default: false, so that a program that ends also ends the task. */
  readonly watch?: boolean;
  /** Arguments of the program. */
  readonly args?: readonly string[];
  /** Variables of the program, beside those of the terminal. */
  readonly env?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** Build with the race detector. It needs cgo. Default: false. */
  readonly race?: boolean;
  /** Allow cgo. Default: false. */
  readonly cgo?: boolean;
}

/** Builds the program and runs it until it ends or is told to stop. */
export default function serve(options: ServeOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const serving = planServing(options, run);
    try {
      if (options.watch === true) await serveWatching(run, serving);
      await serving.build();
      const { file, args, env } = serving;
      await run.run({ file, args, env, cwd: run.cwd, effect: 'change', output: 'live' });
    } catch (error) {
      // Being told to stop is the ordinary end of a server, not a failure.
      if (!isSlipwayError(error) || error.code !== 'CANCELLED') throw error;
    }
    return { success: true };
  });
}

function planServing(options: ServeOptions, run: GoRun): Serving {
  const { project, workspaceRoot } = run;
  const { args = [], env = {}, tags = [], race = false, cgo = false } = options;
  assertNoProblems('The program', project, 'Nothing was built.', tagProblems(tags));
  const main = chooseMain(options, project);
  // Beside dist/…/bin, which is an output of the cached target build; kept, so that an unchanged program is not linked again.
  const file = join(workspaceRoot, posix.join('dist', project.root, 'serve', programName(main, project)));
  const [verb = 'build', ...flags] = releaseBuildArgs({ packagePath: main, output: file, tags });
  const buildEnv = cgo || race ? { CGO_ENABLED: '1' } : releaseBuildEnv;
  const build = async () =>
    assertCompiled(run, 'go build', await run.go([verb, ...goFlags({ race }), ...flags], { env: buildEnv }));
  return { main, tags, file, args, env, buildEnv, build };
}

function chooseMain({ main }: ServeOptions, project: GoProject): string {
  const [problem] = mainProblems(main, project);
  const [first, ...others] = project.commands;
  if (problem === undefined && main !== undefined) return toPackagePath(main);
  if (problem === undefined && first !== undefined && others.length === 0) return first;
  throw new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: problem ?? (first === undefined ? `${project.name} has no program to serve.` : severalPrograms(project)),
    hint: first === undefined ? 'Add a folder with a file of "package main".' : `Choose one: --main=${first}`,
  });
}

function severalPrograms({ name, commands }: GoProject): string {
  return `${name} has ${commands.length} programs: ${commands.join(', ')}.`;
}
