import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { isSlipwayError, type CommandResult } from '@slipway/kit';
import { linterFiles } from '../../inference/plan-targets.ts';
import { isNonEmpty, placedFailure, unplacedFailure } from '../toolchain/go-failure.ts';
import { withGo, type GoRun } from '../toolchain/with-go.ts';

/** Options of the executor `lint`. */
export interface LintOptions {
  /** auto: golangci-lint where a configuration of it is found and it is installed, else go vet. Default: auto. */
  readonly linter?: 'auto' | 'golangci-lint' | 'vet';
}

/** Lints the project's packages. */
export default function lint(options: LintOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const golangci = await findGolangci(options, run);
    const result = golangci === undefined ? await vet(run) : await golangciLint(golangci, run);
    if (result.exitCode !== 0) throw lintFailure(golangci === undefined ? 'go vet' : 'golangci-lint', run, result);
    run.logger.info(`${golangci === undefined ? 'go vet' : 'golangci-lint'} has nothing to say on ${run.project.name}`);
    return { success: true };
  });
}

function vet(run: GoRun): Promise<CommandResult> {
  return run.go(['vet', ...run.project.patterns]);
}

function golangciLint(file: string, run: GoRun): Promise<CommandResult> {
  // Without the flag a second project's lint would fail on the first one's lock.
  // It never mends: lint is cached, and a cached run would mend nothing and say it had.
  const args = ['run', '--allow-parallel-runners', '--show-stats=false'];
  const command = { file, args: [...args, ...run.project.patterns], cwd: run.cwd, acceptExitCodes: golangciFailures };
  return run.run({ ...command, effect: 'change', env: { NO_COLOR: '1' } });
}

/** 1: findings; 3: failure; 5: nothing to lint; 7: could not load the packages. */
const golangciFailures = [1, 3, 5, 7];

async function findGolangci({ linter = 'auto' }: LintOptions, run: GoRun): Promise<string | undefined> {
  if (linter === 'vet') return undefined;
  if (linter === 'golangci-lint') return run.tool('golangci-lint');
  const configuration = findConfiguration(run);
  if (configuration === undefined) return undefined;
  try {
    return await run.tool('golangci-lint');
  } catch (error) {
    if (!isSlipwayError(error) || error.code !== 'TOOL_MISSING') throw error;
    run.logger.warn(`golangci-lint is not installed, so ${configuration} is not checked; go vet runs instead`);
    return undefined;
  }
}

/** golangci-lint's own search: the project's folder, then every folder above it. */
function findConfiguration({ project, workspaceRoot }: GoRun): string | undefined {
  for (let folder = project.root; ; folder = posix.dirname(folder)) {
    const found = linterFiles.find((name) => existsSync(join(workspaceRoot, folder, name)));
    if (found !== undefined) return posix.join(folder, found);
    if (folder === '.') return undefined;
  }
}

function lintFailure(command: string, run: GoRun, result: CommandResult): Error {
  const places = run.placesIn(result);
  return isNonEmpty(places) ? placedFailure('GO_LINT_FAILED', places) : unplacedFailure(command, result);
}
