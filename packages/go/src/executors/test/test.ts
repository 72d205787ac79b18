import type { ExecutorContext } from '@nx/devkit';
import { makeFolderOf } from '../toolchain/make-folder-of.ts';
import { withGo } from '../toolchain/with-go.ts';
import { planTest, type TestOptions } from './plan-test.ts';
import { testFailure } from './test-failure.ts';

/** Runs the Go tests of the project. Go's own output goes to the user as it comes. */
export default function test(options: TestOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const { project, workspaceRoot } = run;
    const args = planTest(options, project, workspaceRoot);
    await makeFolderOf(options.coverProfile, workspaceRoot);
    const result = await run.go(args, { output: 'live', env: options.race === true ? { CGO_ENABLED: '1' } : {} });
    if (result.exitCode !== 0) {
      const hint = (name: string) => `npx nx test ${project.name} --run=${name} --verbose`;
      throw testFailure(run, result, { what: 'Tests', hint });
    }
    return { success: true };
  });
}
