import type { RollbackOptions } from './release-options.ts';
import type { ReleaseRun } from './release-run.ts';
import { reportRelease } from './report-release.ts';
import { requireAction, withDriver, withSession } from './with-driver.ts';

/** Goes back to an earlier release as the place has kept it: nothing is built, rendered or delivered. */
export async function rollbackProject(run: ReleaseRun, options: RollbackOptions): Promise<void> {
  const start = performance.now();
  const { dryRun = false, revision, forceConflicts = false, pruneData = false } = options;
  const { timeout, settle } = run.environment;
  await withDriver(run, dryRun, (prepared) =>
    withSession(run, prepared, async (session) => {
      const rollback = requireAction(session, 'rollback', run);
      const request = { timeout, settle, forceConflicts, pruneData, ...(revision === undefined ? {} : { revision }) };
      const release = await rollback(request);
      const took = performance.now() - start;
      const made = { verb: 'rolled back in', release, images: [], place: session.place, dryRun, took };
      reportRelease(run, made, options);
    }),
  );
}
