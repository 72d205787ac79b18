import { isSlipwayError, type DriverContext, type ObjectChange } from '@slipway/kit';
import { readContainers } from './containers.ts';
import { runDocker, type ComposeProject } from './compose-command.ts';
import { createDeadline } from './deadline.ts';
import { findDockerPlace } from './docker-place.ts';
import { watchContainers } from './watch-containers.ts';
import { compareContainers } from './compare.ts';

/** Which files to develop with. */
export interface DevelopmentRequest {
  /** Folder of the project, with the compose file. Absolute. */
  readonly projectRoot: string;
  /** A context of docker, for an engine of another machine. */
  readonly context?: string;
}

/** What runs now. */
export interface Development {
  readonly changes: readonly ObjectChange[];
  /** `orders: 127.0.0.1:8080 → 8080/tcp`. */
  readonly access: readonly string[];
}

/**
 * Builds and starts the services of the user's own files as they are, overrides and project name included, and waits
 * until they are ready. It is compose that builds here: what is developed with must be what `docker compose up`, `watch`
 * and an editor's plugin make, and needs no digest. Throws as the driver does. `timeout` in seconds, after the build.
 */
export async function composeUp(
  request: DevelopmentRequest & { readonly timeout: number },
  context: DriverContext,
): Promise<Development> {
  const project = await findDevelopment(request, context);
  const before = await readContainers(project, context);
  await own(project, ['up', '--build', '--detach'], context);
  if (context.dryRun) return { changes: [], access: [] };
  const services = await readServiceNames(project, context);
  const deadline = createDeadline(request.timeout, `The services were not ready after ${request.timeout} s.`);
  try {
    const state = 'The containers are left as they are.';
    const ready = await watchContainers(
      { project, services, mayEnd: true, settle: 0, deadline: deadline.signal, state },
      context,
    );
    const access = ready.flatMap(({ service, ports }) => ports.map((port) => `${service}: ${port}`));
    return { changes: compareContainers(before, ready), access };
  } finally {
    deadline.dispose();
  }
}

/** Stops and removes what `composeUp` started; the volumes too where data is to go. */
export async function composeDown(
  request: DevelopmentRequest & { readonly volumes: boolean },
  context: DriverContext,
): Promise<void> {
  const project = await findDevelopment(request, context);
  await own(project, ['down', '--remove-orphans', ...(request.volumes ? ['--volumes'] : [])], context);
}

/** Shows what the services print until the run is cancelled, which is how it is meant to end. */
export async function composeLogs(
  request: DevelopmentRequest & { readonly follow: boolean },
  context: DriverContext,
): Promise<void> {
  const project = await findDevelopment(request, context);
  const args = ['compose', 'logs', '--tail=100', ...(request.follow ? ['--follow'] : [])];
  await runDocker(project, { args, effect: 'read', output: 'live' }, context).catch((error: unknown) => {
    if (!isSlipwayError(error) || error.code !== 'CANCELLED') throw error;
  });
}

/** The project as compose names it from the user's files and environment. */
async function findDevelopment(
  { projectRoot, context: dockerContext }: DevelopmentRequest,
  context: DriverContext,
): Promise<ComposeProject> {
  const target = { environment: 'development', ...(dockerContext === undefined ? {} : { context: dockerContext }) };
  const place = await findDockerPlace(target, context);
  const args = ['compose', 'config', '--format=json'];
  const { stdout } = await runDocker({ place, projectRoot }, { args, effect: 'read' }, context);
  const { name } = JSON.parse(stdout) as { readonly name: string };
  return { place, projectRoot, name };
}

async function readServiceNames(project: ComposeProject, context: DriverContext): Promise<readonly string[]> {
  const { stdout } = await runDocker(project, { args: ['compose', 'config', '--services'], effect: 'read' }, context);
  return stdout.split('\n').filter((line) => line !== '');
}

async function own(project: ComposeProject, args: readonly string[], context: DriverContext): Promise<void> {
  await runDocker(project, { args: ['compose', ...args], effect: 'change', output: 'live' }, context);
}
