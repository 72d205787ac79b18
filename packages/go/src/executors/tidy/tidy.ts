import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { SlipwayError, type CommandResult } from '@slipway/kit';
import { unplacedFailure } from '../toolchain/go-failure.ts';
import { withGo } from '../toolchain/with-go.ts';

/** Options of the executor `tidy`. */
export interface TidyOptions {
  /** Change nothing; fail when there is something to change. Default: false. */
  readonly check?: boolean;
}

/** Runs `go mod tidy` on the module of the project. */
export default function tidy({ check = false }: TidyOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const cwd = join(run.workspaceRoot, run.project.moduleRoot);
    const result = await run.go(['mod', 'tidy', ...(check ? ['-diff'] : [])], { cwd });
    if (check && result.stdout.startsWith('diff ')) {
      throw new SlipwayError({
        code: 'GO_NOT_TIDY',
        summary: `go.mod or go.sum of ${run.project.name} is not tidy.`,
        details: [result.stdout.trimEnd()],
        state: 'Nothing was changed.',
        hint: `Run "npx nx tidy ${run.project.name}".`,
      });
    }
    if (result.exitCode !== 0) throw unplacedFailure('go mod tidy', result, hintFor(result));
    run.logger.info(`go.mod and go.sum of ${run.project.name} are tidy`);
    return { success: true };
  });
}

/** go mod tidy is the one go command that does not look into go.work, which surprises everybody once. */
function hintFor({ stderr }: CommandResult): string | undefined {
  const wanted = /^\s*(\S+): (?:\S+: reading |module \S+: |cannot find module)/m.exec(stderr)?.[1];
  if (wanted === undefined) return undefined;
  return `go mod tidy does not read go.work. If ${wanted} is in this workspace, tell go.mod where: go mod edit -replace=<its module>=../<its folder>`;
}
