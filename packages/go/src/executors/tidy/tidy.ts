import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { SlipwayError, type CommandResult } from '@slipway/kit';
import { unplacedFailure } from '../toolchain/go-failure.ts';
import { withGo, type GoRun } from '../toolchain/with-go.ts';
import { renderChanges, tidyBeside, writeChanged } from './tidy-beside.ts';
import { findWorkspaceModules } from './workspace-modules.ts';

/** Options of the executor `tidy`. */
export interface TidyOptions {
  /** Change nothing; fail when there is something to change. Default: false. */
  readonly check?: boolean;
}

/** Runs `go mod tidy` on the module of the project. Modules of the same go.work need no `replace` for it. */
export default function tidy({ check = false }: TidyOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const folder = join(run.workspaceRoot, run.project.moduleRoot);
    const beside = await findWorkspaceModules(run, folder);
    if (beside.length === 0) {
      await tidyAlone(run, folder, check);
    } else {
      const { result, changed } = await tidyBeside(run, folder, beside);
      assertTidied(result);
      if (check && changed.length > 0) throw notTidy(run, renderChanges(changed));
      await writeChanged(folder, changed);
    }
    run.logger.info(`go.mod and go.sum of ${run.project.name} are tidy`);
    return { success: true };
  });
}

async function tidyAlone(run: GoRun, folder: string, check: boolean): Promise<void> {
  const result = await run.go(['mod', 'tidy', ...(check ? ['-diff'] : [])], { cwd: folder });
  if (check && result.stdout.startsWith('diff ')) throw notTidy(run, [result.stdout.trimEnd()]);
  assertTidied(result);
}

function notTidy({ project }: GoRun, details: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'GO_NOT_TIDY',
    summary: `go.mod or go.sum of ${project.name} is not tidy.`,
    details,
    state: 'Nothing was changed.',
    hint: `Run "npx nx tidy ${project.name}".`,
  });
}

function assertTidied(result: CommandResult): void {
  if (result.exitCode !== 0) throw unplacedFailure('go mod tidy', result, hintFor(result));
}

function hintFor({ stderr }: CommandResult): string | undefined {
  const wanted = /^\s*(\S+): (?:\S+: reading |module \S+: |cannot find module)/m.exec(stderr)?.[1];
  if (wanted === undefined) return undefined;
  return `If ${wanted} is in this workspace, its module is missing in go.work: go work use <its folder>`;
}
