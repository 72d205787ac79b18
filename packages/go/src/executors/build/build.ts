import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { formatDuration, releaseBuildEnv } from '@slipway/kit';
import { assertCompiled, withGo } from '../toolchain/with-go.ts';
import { listPlatforms } from './platforms.ts';
import { planBuild, type BuildOptions } from './plan-build.ts';

/** Compiles the project: its programs as they are released, or every package where it has none. */
export default function build(options: BuildOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const { goos, goarch } = options;
    const isForeign = goos !== undefined || goarch !== undefined;
    const steps = planBuild(options, run, isForeign ? await listPlatforms(run) : undefined);
    const env = {
      ...(options.cgo === true || options.race === true ? { CGO_ENABLED: '1' } : releaseBuildEnv),
      ...(goos === undefined ? {} : { GOOS: goos }),
      ...(goarch === undefined ? {} : { GOARCH: goarch }),
    };
    for (const { args, output } of steps) {
      const result = await run.go(args, { env });
      assertCompiled(run, 'go build', result);
      const time = formatDuration(result.duration);
      if (output === undefined) run.logger.info(`Compiled the packages of ${run.project.name} in ${time}`);
      else run.logger.info(`Built ${output} (${await sizeOf(join(run.workspaceRoot, output))}) in ${time}`);
    }
    return { success: true };
  });
}

async function sizeOf(path: string): Promise<string> {
  return `${((await stat(path)).size / 1e6).toFixed(1)} MB`;
}
