import type { ReleaseStatus } from '@slipway/kit';
import type { StatusOptions } from './release-options.ts';
import type { ReleaseRun } from './release-run.ts';
import { formatObject } from './summarize-changes.ts';
import { requireAction, withDriver, withSession } from './with-driver.ts';

/** Shows how a release is, and the ones before it. Reads only. */
export async function statusOfProject(run: ReleaseRun, { json = false }: StatusOptions): Promise<void> {
  const { project, environment, logger } = run;
  const status = await withDriver(run, false, (prepared) =>
    withSession(run, prepared, (session) => requireAction(session, 'status', run)()),
  );
  const named = { project: project.name, environment: environment.name };
  if (json) run.print(JSON.stringify({ schema: 1, ...named, ...status }));
  else for (const line of renderStatus(run, status)) logger.info(line);
}

function renderStatus({ project, environment }: ReleaseRun, status: ReleaseStatus): readonly string[] {
  const { history, objects, access } = status;
  if (history.length === 0 && objects.length === 0)
    return [`${project.name} was never released to ${environment.name}.`];
  const ready = objects.filter(({ state }) => state === 'ready').length;
  const [current] = history;
  const revision = current === undefined ? '' : `revision ${current.revision} (${current.state}), `;
  const width = Math.max(0, ...objects.map((object) => formatObject(object).length));
  return [
    `${project.name} in ${environment.name}: ${revision}${ready} of ${objects.length} objects ready`,
    ...objects.map((object) =>
      `  ${object.state.padEnd(11)}  ${formatObject(object).padEnd(width)}  ${object.message}`.trimEnd(),
    ),
    ...(history.length === 0 ? [] : ['Releases, newest first:']),
    ...history.map(({ revision: number, state, images, created }) =>
      `  ${String(number).padStart(4)}  ${state.padEnd(10)}  ${created}  ${images.join(', ')}`.trimEnd(),
    ),
    ...access.map((line) => `  ${line}`),
  ];
}
