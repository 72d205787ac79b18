import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { toWriteError } from '@slipway/kit';
import { testFailure } from '../test/test-failure.ts';
import { makeFolderOf } from '../toolchain/make-folder-of.ts';
import { withGo } from '../toolchain/with-go.ts';
import { planBench, type BenchOptions } from './plan-bench.ts';

/** Runs the benchmarks of the project, and no tests. */
export default function bench(options: BenchOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  // All of it: what a live command returns is only its end.
  const lines: string[] = [];
  return withGo(
    context,
    async (run) => {
      const { project, workspaceRoot } = run;
      const { cpuProfile, memProfile, outputFile, pattern } = options;
      const args = planBench(options, project, run);
      for (const file of [cpuProfile, memProfile, outputFile]) await makeFolderOf(file, workspaceRoot);
      const result = await run.go(args, { output: 'live' });
      if (result.exitCode !== 0) {
        const hint = (name: string) => `npx nx bench ${project.name} --pattern=${name}`;
        throw testFailure(run, result, { what: 'Benchmarks', hint });
      }
      if (!lines.some((line) => line.startsWith('Benchmark'))) {
        run.logger.warn(`${project.name} has no benchmark${pattern === undefined ? '' : ` that fits "${pattern}"`}`);
      }
      if (outputFile !== undefined) {
        await write(join(workspaceRoot, outputFile), lines);
        run.logger.info(`Wrote ${outputFile}; compare two of them with benchstat`);
      }
      return { success: true };
    },
    { onOutput: (line) => void lines.push(line) },
  );
}

async function write(file: string, lines: readonly string[]): Promise<void> {
  try {
    await writeFile(file, `${lines.join('\n')}\n`);
  } catch (error) {
    throw toWriteError(error, file);
  }
}
