import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { isSlipwayError, releaseBuildArgs, releaseBuildEnv, SlipwayError } from '@slipway/kit';
import type { GoProject } from '../toolchain/go-project.ts';
import { toPackagePath } from '../toolchain/option-problems.ts';
import { assertCompiled, withGo, type GoRun } from '../toolchain/with-go.ts';
import { mainProblems, programName } from '../build/plan-build.ts';

/** Options of the executor `serve`. */
export interface ServeOptions {
  /** The main package, relative to the project. Needed where there are several. */
  readonly main?: string;
  /** Arguments of the program. */
  readonly args?: readonly string[];
  /** Variables of the program, beside those of the terminal. */
  readonly env?: Readonly<Record<string, string>>;
  /** Allow cgo. Default: false. */
  readonly cgo?: boolean;
}

/** Builds the program and runs it until it ends or is told to stop. */
export default function serve(options: ServeOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const main = chooseMain(options, run.project);
    // Beside dist/…/bin, which is an output of the cached target build; kept, so that an unchanged program is not linked again.
    const output = join(
      run.workspaceRoot,
      posix.join('dist', run.project.root, 'serve', programName(main, run.project)),
    );
    const env = options.cgo === true ? { CGO_ENABLED: '1' } : releaseBuildEnv;
    const built = await run.go(releaseBuildArgs({ packagePath: main, output }), { env });
    assertCompiled(run, 'go build', built);
    await runUntilStopped(run, output, options);
    return { success: true };
  });
}

/** Being told to stop is the ordinary end of a server, not a failure. */
async function runUntilStopped(run: GoRun, file: string, { args = [], env = {} }: ServeOptions): Promise<void> {
  try {
    await run.run({ file, args, env, cwd: run.cwd, effect: 'change', output: 'live' });
  } catch (error) {
    if (!isSlipwayError(error) || error.code !== 'CANCELLED') throw error;
  }
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
