import { parse } from 'node:path';
import type { DriverContext, ObjectChange, UndeployRequest } from '@slipway/kit';
import { runDocker, type ComposeProject } from './compose-command.ts';
import { readContainers } from './containers.ts';
import { createDeadline } from './deadline.ts';
import { foreign, isForeign } from './foreign-release.ts';

/**
 * Removes the containers and networks of a release; its volumes only where data is to go too. Compose knows them by
 * their labels, so that a release can be removed whose files are long gone. Throws RELEASE_FOREIGN, ROLLOUT_TIMEOUT.
 */
export async function undeploy(
  project: ComposeProject,
  { timeout, pruneData }: UndeployRequest,
  context: DriverContext,
): Promise<readonly ObjectChange[]> {
  const [containers, volumes, networks] = await Promise.all([
    readContainers(project, context),
    listByLabel('volume', project, context),
    listByLabel('network', project, context),
  ]);
  if (isForeign(project, containers)) throw foreign(project, 'Remove it with docker compose itself, if it is to go.');
  if (containers.length + volumes.length + networks.length === 0) return [];
  const deadline = createDeadline(timeout, `The release "${project.name}" was not gone after ${timeout} s.`);
  try {
    const args = ['compose', `--project-name=${project.name}`, 'down', ...(pruneData ? ['--volumes'] : [])];
    const step = { args, effect: 'change', signal: deadline.signal, title: 'docker compose down' } as const;
    // Compose looks for files upwards of where it runs, and what they say now is not what is to go.
    const withoutFiles = { cwd: parse(context.workDir).root, env: { COMPOSE_FILE: undefined } };
    await runDocker(project, { ...step, ...withoutFiles }, context);
  } finally {
    deadline.dispose();
  }
  const removed = { change: 'deleted' } as const;
  return [
    ...containers.map(({ name }) => ({ kind: 'container', name, ...removed })),
    ...networks.map((name) => ({ kind: 'network', name, ...removed })),
    ...volumes.map((name) => ({ kind: 'volume', name, change: pruneData ? ('deleted' as const) : ('kept' as const) })),
  ];
}

async function listByLabel(
  kind: 'volume' | 'network',
  project: ComposeProject,
  context: DriverContext,
): Promise<readonly string[]> {
  const filter = `--filter=label=com.docker.compose.project=${project.name}`;
  const { stdout } = await runDocker(
    project,
    { args: [kind, 'ls', '--format={{.Name}}', filter], effect: 'read' },
    context,
  );
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}
