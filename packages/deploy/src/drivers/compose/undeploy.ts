import type { DriverContext, ObjectChange, UndeployRequest } from '@slipway/kit';
import { runCompose, runDocker, type ComposeProject } from './compose-command.ts';
import { readContainers } from './containers.ts';
import { createDeadline } from './deadline.ts';

/**
 * Removes the containers and networks of a release; its volumes only where data is to go too. Compose knows them by
 * their labels, so that no file is needed and a release can be removed whose service is long gone from the repository.
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
  const deadline = createDeadline(timeout, `The release "${project.name}" was not gone after ${timeout} s.`);
  try {
    const args = ['down', '--remove-orphans', ...(pruneData ? ['--volumes'] : [])];
    const command = { args, effect: 'change', signal: deadline.signal, title: 'docker compose down' } as const;
    await runCompose(project, [], command, context);
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
