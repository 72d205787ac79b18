import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import {
  createLogger,
  goWorkVariable,
  isSlipwayError,
  parseCompileErrors,
  SlipwayError,
  withDriverContext,
  type Command,
  type CommandResult,
  type CompileError,
  type DriverContext,
  type Logger,
} from '@slipway/kit';
import { isNonEmpty, placedFailure, unplacedFailure } from './go-failure.ts';
import { readGoProject, toWorkspacePath, type GoProject } from './go-project.ts';

/** What the recipe of an executor works with. */
export interface GoRun extends Pick<DriverContext, 'run' | 'tool' | 'logger' | 'signal' | 'workspaceRoot' | 'workDir'> {
  readonly project: GoProject;
  /** The project's folder, absolute: where go commands run. */
  readonly cwd: string;
  /** Runs `go` in the project's folder. What it answers to a failure is up to the caller. */
  go(args: readonly string[], settings?: Partial<Command>): Promise<CommandResult>;
  /** Places that a command's output names, relative to the workspace root. */
  placesIn(result: CommandResult): readonly CompileError[];
}

/** Runs the recipe of a Go executor. `onOutput` gets every line of a live command, beside the user. */
export async function withGo<Result>(
  context: ExecutorContext,
  recipe: (run: GoRun) => Promise<Result>,
  { onOutput }: { readonly onOutput?: (line: string) => void } = {},
): Promise<Result> {
  const project = readGoProject(context);
  const cwd = join(context.root, project.root);
  const logger = createLogger({ verbose: context.isVerbose });
  const settings = {
    workspaceRoot: context.root,
    project: { name: project.name, root: project.root },
    options: {},
    logger: onOutput === undefined ? logger : withListener(logger, onOutput),
  };
  return withDriverContext(settings, async ({ run: runAnywhere, tool, logger, signal, workspaceRoot, workDir }) => {
    const executable = await findGo(tool);
    const goWork = await goWorkVariable(cwd, context.root);
    // Linters ask Go themselves.
    const run = (command: Command): Promise<CommandResult> =>
      runAnywhere({ ...command, env: { ...goWork, ...command.env } });
    return recipe({
      project,
      cwd,
      run,
      tool,
      logger,
      signal,
      workspaceRoot,
      workDir,
      go: (args, command = {}) =>
        run({ file: executable, args, cwd, effect: 'change', acceptExitCodes: failures, ...command }),
      placesIn: ({ stdout, stderr }) =>
        parseCompileErrors(`${stderr}\n${stdout}`, (path) => toWorkspacePath(project, context.root, path)),
    });
  });
}

function withListener(logger: Logger, onOutput: (line: string) => void): Logger {
  return {
    ...logger,
    output(line) {
      onOutput(line);
      logger.output(line);
    },
  };
}

/** Exit codes of go commands that found something: the executors make their own errors of them. */
const failures = [1, 2];

/** Throws the error of a compile that failed; returns for one that went well. */
export function assertCompiled(run: GoRun, command: string, result: CommandResult): void {
  if (result.exitCode === 0) return;
  const places = run.placesIn(result);
  throw isNonEmpty(places) ? placedFailure('GO_COMPILE_FAILED', places) : unplacedFailure(command, result);
}

async function findGo(tool: (name: string) => Promise<string>): Promise<string> {
  try {
    return await tool('go');
  } catch (error) {
    if (!isSlipwayError(error) || error.code !== 'TOOL_MISSING') throw error;
    throw new SlipwayError({
      code: 'TOOL_MISSING',
      summary: 'Go is not installed, or not on the PATH.',
      hint: 'Install it from https://go.dev/dl (macOS: brew install go), open a new terminal, and check with "go version".',
      cause: error,
    });
  }
}
