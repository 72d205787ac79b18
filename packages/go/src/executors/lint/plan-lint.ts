import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isSlipwayError } from '@slipway/kit';
import { golangciFiles, staticcheckFiles } from '../../inference/linter-files.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import { pinnableTool } from '../toolchain/pinnable-tool.ts';
import type { GoRun } from '../toolchain/with-go.ts';

/** Options of the executor `lint`. */
export interface LintOptions {
  /** auto: the first one that is configured and installed, else go vet. Default: auto. */
  readonly linter?: 'auto' | Linter;
  readonly tags?: readonly string[];
}

/** What can judge Go code. */
export type Linter = 'golangci-lint' | 'staticcheck' | 'vet';

/** One run of a linter. */
export interface LintStep {
  /** As the user knows it: `go vet`. */
  readonly name: string;
  /** Absent: the `go` of the run. */
  readonly file?: string;
  readonly args: readonly string[];
  /** Exit codes that are a verdict. */
  readonly verdicts: readonly number[];
  /** Folder of the linter's configuration, relative to the workspace root: golangci-lint prints paths relative to it. */
  readonly configured?: string;
}

const configured: readonly { readonly linter: Linter; readonly files: readonly string[] }[] = [
  { linter: 'golangci-lint', files: golangciFiles },
  { linter: 'staticcheck', files: staticcheckFiles },
];

/** Decides which linter runs, and how. Throws TOOL_MISSING for one that was asked for by name. */
export async function planLint({ linter = 'auto', tags }: LintOptions, run: GoRun): Promise<LintStep> {
  if (linter !== 'auto') return planStep(linter, run, tags, findConfiguration(linter, run));
  for (const { linter: candidate } of configured) {
    const file = findConfiguration(candidate, run);
    if (file === undefined) continue;
    try {
      return await planStep(candidate, run, tags, file);
    } catch (error) {
      if (!isSlipwayError(error) || error.code !== 'TOOL_MISSING') throw error;
      run.logger.warn(`${candidate} is not installed, so ${file} is not checked. ${error.hint ?? ''}`);
    }
  }
  return planStep('vet', run, tags);
}

async function planStep(
  linter: Linter,
  run: GoRun,
  tags: readonly string[] | undefined,
  configuration?: string,
): Promise<LintStep> {
  const { patterns } = run.project;
  if (linter === 'vet') return { name: 'go vet', args: ['vet', ...goFlags({ tags }), ...patterns], verdicts: [1, 2] };
  const file = await pinnableTool(run, linter);
  const folder = configuration === undefined ? {} : { configured: posix.dirname(configuration) };
  if (linter === 'staticcheck')
    return { name: linter, file, args: [...goFlags({ tags }), ...patterns], verdicts: [1], ...folder };
  // Without the first flag a second project's lint would fail on the first one's lock.
  // It never mends: lint is cached, and a cached run would mend nothing and say it had.
  const flags = ['run', '--allow-parallel-runners', '--show-stats=false'];
  const tagged = tags === undefined || tags.length === 0 ? [] : [`--build-tags=${tags.join(',')}`];
  return { name: linter, file, args: [...flags, ...tagged, ...patterns], verdicts: golangciVerdicts, ...folder };
}

/** 1: findings; 3: failure; 5: nothing to lint; 7: could not load the packages. */
const golangciVerdicts = [1, 3, 5, 7];

/** The linters' own search: the project's folder, then every folder above it. */
function findConfiguration(linter: Linter, { project, workspaceRoot }: GoRun): string | undefined {
  const files = configured.find((entry) => entry.linter === linter)?.files ?? [];
  for (let folder = project.root; ; folder = posix.dirname(folder)) {
    const found = files.find((name) => existsSync(join(workspaceRoot, folder, name)));
    if (found !== undefined) return posix.join(folder, found);
    if (folder === '.') return undefined;
  }
}
