import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { parseCompileErrors, type CommandResult } from '@slipway/kit';
import { isNonEmpty, placedFailure, unplacedFailure } from '../toolchain/go-failure.ts';
import { toWorkspacePath } from '../toolchain/go-project.ts';
import { assertNoProblems, tagProblems } from '../toolchain/option-problems.ts';
import { withGo, type GoRun } from '../toolchain/with-go.ts';
import { planLint, type LintOptions, type LintStep } from './plan-lint.ts';

/** Lints the project's packages. */
export default function lint(options: LintOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    assertNoProblems('The lint', run.project, 'Nothing was checked.', tagProblems(options.tags));
    const step = await planLint(options, run);
    const { name, file, args, verdicts } = step;
    // A name of a linter in colour is no name any more.
    const settings = { effect: 'change', acceptExitCodes: verdicts, env: { NO_COLOR: '1' } } as const;
    const result = await (file === undefined
      ? run.go(args, settings)
      : run.run({ file, args, cwd: run.cwd, ...settings }));
    if (result.exitCode !== 0) throw lintFailure(step, run, result);
    run.logger.info(`${name} has nothing to say on ${run.project.name}`);
    return { success: true };
  });
}

function lintFailure({ name, configured }: LintStep, run: GoRun, { stdout, stderr, ...result }: CommandResult): Error {
  const { project, workspaceRoot } = run;
  const toPath = (path: string) => {
    const ofProject = toWorkspacePath(project, workspaceRoot, path);
    if (configured === undefined || existsSync(join(workspaceRoot, ofProject))) return ofProject;
    return posix.join(configured, path.replaceAll('\\', '/'));
  };
  const places = parseCompileErrors(`${stderr}\n${stdout}`, toPath);
  if (isNonEmpty(places)) return placedFailure('GO_LINT_FAILED', places);
  return unplacedFailure(name, { stdout, stderr, ...result });
}
