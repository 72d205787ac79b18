import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { CommandResult, CompileError, SlipwayError } from '@slipway/kit';
import { goFlags } from '../toolchain/go-flags.ts';
import { goFiles } from '../toolchain/go-files.ts';
import { isNonEmpty, placedFailure, unplacedFailure } from '../toolchain/go-failure.ts';
import type { GoProject } from '../toolchain/go-project.ts';
import { assertNoProblems, packageProblems, tagProblems, toPackagePath } from '../toolchain/option-problems.ts';
import { withGo, type GoRun } from '../toolchain/with-go.ts';

/** Options of the executor `generate`. */
export interface GenerateOptions {
  /** One package, relative to the project. Default: all of them. */
  readonly package?: string;
  /** Directives to run, as a regular expression of Go over the whole line. */
  readonly run?: string;
  /** Directives to leave out, as a regular expression of Go over the whole line. */
  readonly skip?: string;
  readonly tags?: readonly string[];
}

/** Runs the commands that `//go:generate` lines of the project name. */
export default function generate(options: GenerateOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const args = planGenerate(options, run.project);
    if (!(await hasDirective(run))) {
      run.logger.info(`No Go file of ${run.project.name} has a //go:generate line`);
      return { success: true };
    }
    const result = await run.go(args, { output: 'live' });
    if (result.exitCode !== 0) throw generateFailure(run, result);
    run.logger.info(`Generated the code of ${run.project.name}`);
    return { success: true };
  });
}

/** `-x` prints each command before it runs. */
function planGenerate(options: GenerateOptions, project: GoProject): readonly string[] {
  const { run, skip, tags } = options;
  assertNoProblems('The generation', project, 'Nothing was generated.', [
    ...packageProblems(options.package, project),
    ...tagProblems(tags),
  ]);
  const flags = goFlags({ x: true, run, skip, tags });
  return [
    'generate',
    ...flags,
    ...(options.package === undefined ? project.patterns : [toPackagePath(options.package)]),
  ];
}

/** Every project has the target, since the graph reads no whole files; so those without a directive must cost nothing. */
async function hasDirective({ project, workspaceRoot }: GoRun): Promise<boolean> {
  for (const file of goFiles(project, workspaceRoot)) {
    // A link that leads nowhere is Go's to report, where it matters.
    const text = await readFile(join(workspaceRoot, project.root, file), 'utf8').catch(() => '');
    // As `go generate` reads it: at the very start of a line, whatever the line lies in.
    if (/^\/\/go:generate[ \t]/m.test(text)) return true;
  }
  return false;
}

function generateFailure(run: GoRun, result: CommandResult): SlipwayError {
  const places = run.placesIn(result).filter(({ message }) => message.startsWith('running "'));
  if (!isNonEmpty(places)) return compileOrUnknown(run, result);
  return placedFailure('GO_GENERATE_FAILED', places, hintFor(places[0]));
}

function compileOrUnknown(run: GoRun, result: CommandResult): SlipwayError {
  const places = run.placesIn(result);
  return isNonEmpty(places) ? placedFailure('GO_COMPILE_FAILED', places) : unplacedFailure('go generate', result);
}

function hintFor({ message }: CompileError): string | undefined {
  const missing = /^running "([^"]+)": exec: .*executable file not found/.exec(message)?.[1];
  if (missing === undefined) return undefined;
  return `Install ${missing}, or name its package and version in the line: //go:generate go run <package>@<version>`;
}
