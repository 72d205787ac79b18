import { posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { SlipwayError, type CommandResult } from '@slipway/kit';
import { goFiles } from '../toolchain/go-files.ts';
import { isNonEmpty, placedFailure, unplacedFailure } from '../toolchain/go-failure.ts';
import { findGofmt } from '../toolchain/find-gofmt.ts';
import { withGo, type GoRun } from '../toolchain/with-go.ts';

/** Options of the executor `fmt`. */
export interface FmtOptions {
  /** Change nothing; fail when a file is not formatted. Default: false. */
  readonly check?: boolean;
}

/** Files in one command: systems limit the length of a command line. */
const batchSize = 200;

/** Formats the Go files of the project, and no others. */
export default function fmt({ check = false }: FmtOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const gofmt = await findGofmt(run);
    const changed: string[] = [];
    for (const files of batches(goFiles(run.project, run.workspaceRoot))) {
      const result = await run.run({
        file: gofmt,
        args: ['-l', ...(check ? [] : ['-w']), ...files],
        cwd: run.cwd,
        effect: 'change',
        acceptExitCodes: [1, 2],
      });
      if (result.exitCode !== 0) throw formatFailure(run, result);
      changed.push(...result.stdout.split('\n').filter((line) => line !== ''));
    }
    const names = changed.map((file) => posix.join(run.project.root, file));
    if (check && names.length > 0) throw notFormatted(run.project.name, names);
    for (const name of names) run.logger.info(`Formatted ${name}`);
    if (names.length === 0) run.logger.info(`The Go files of ${run.project.name} are formatted`);
    return { success: true };
  });
}

function batches(files: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(files.length / batchSize);
  return Array.from({ length: count }, (_, index) => files.slice(index * batchSize, (index + 1) * batchSize));
}

function formatFailure(run: GoRun, result: CommandResult): SlipwayError {
  const places = run.placesIn(result);
  return isNonEmpty(places) ? placedFailure('GO_COMPILE_FAILED', places) : unplacedFailure('gofmt', result);
}

function notFormatted(project: string, names: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'GO_NOT_FORMATTED',
    summary: `${names.length} Go ${names.length === 1 ? 'file' : 'files'} of ${project} are not formatted.`,
    details: names,
    state: 'Nothing was changed.',
    hint: `Run "npx nx fmt ${project}".`,
  });
}
