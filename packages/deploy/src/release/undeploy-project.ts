import { formatDuration } from '@slipway/kit';
import type { UndeployOptions } from './release-options.ts';
import type { ReleaseRun } from './release-run.ts';
import { listChanges, summarizeChanges } from './summarize-changes.ts';
import { requireAction, withDriver, withSession } from './with-driver.ts';

/** Removes what the releases of a project made. Data and namespaces stay, unless they are asked for. */
export async function undeployProject(run: ReleaseRun, options: UndeployOptions): Promise<void> {
  const start = performance.now();
  const { project, environment, logger, verbose } = run;
  const { dryRun = false, pruneData = false, json = false } = options;
  const changes = await withDriver(run, dryRun, (prepared) =>
    withSession(run, prepared, async (session) =>
      requireAction(session, 'undeploy', run)({ timeout: environment.timeout, pruneData }),
    ),
  );
  if (json) {
    run.print(JSON.stringify({ schema: 1, project: project.name, environment: environment.name, changes, dryRun }));
    return;
  }
  const kept = changes.filter(({ change }) => change === 'kept');
  const what = `${project.name} ${dryRun ? 'would be' : 'is'} removed from ${environment.name}`;
  logger.info([what, summarizeChanges(changes), formatDuration(performance.now() - start)].join(' · '));
  for (const line of listChanges(verbose ? changes : kept)) logger.info(line);
  if (kept.length > 0) logger.info('  What is kept holds data, or others may use it; --prune-data deletes it.');
}
