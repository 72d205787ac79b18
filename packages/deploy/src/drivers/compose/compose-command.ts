import type { Command, CommandResult, DriverContext } from '@slipway/kit';
import type { DockerPlace } from './docker-place.ts';

/** Where commands of docker go, and for which compose project. */
export interface ComposeProject {
  readonly place: DockerPlace;
  /** Name of the compose project: `orders-dev`. */
  readonly name: string;
  /** Folder of the Nx project. Absolute. */
  readonly projectRoot: string;
}

/** One run of docker. */
export interface DockerCommand extends Omit<Command, 'file'> {
  readonly args: readonly string[];
}

/** Runs docker against the place of a project, in the folder of the project if nothing else is said. */
export async function runDocker(
  { place, projectRoot }: Pick<ComposeProject, 'place' | 'projectRoot'>,
  { args, ...command }: DockerCommand,
  context: DriverContext,
): Promise<CommandResult> {
  const file = await context.tool('docker');
  return context.run({ cwd: projectRoot, ...command, file, args: [`--context=${place.name}`, ...args] });
}

/**
 * What the files include from elsewhere is not fetched: it may be something else tomorrow, is no part of what Nx
 * compares, and git would be started on an address of the repository's choosing.
 */
const offline = { COMPOSE_EXPERIMENTAL_GIT_REMOTE: 'false', COMPOSE_EXPERIMENTAL_OCI_REMOTE: 'false' } as const;

/** Runs docker compose for a project with the given files. */
export function runCompose(
  project: ComposeProject,
  files: readonly string[],
  { args, env, ...command }: DockerCommand,
  context: DriverContext,
): Promise<CommandResult> {
  const named = [`--project-name=${project.name}`, ...files.map((file) => `--file=${file}`)];
  // Without it the folder of the first file is where .env and relative paths are looked for.
  const inFolder = ['compose', `--project-directory=${project.projectRoot}`, ...named, ...args];
  return runDocker(project, { ...command, args: inFolder, env: { ...env, ...offline } }, context);
}
